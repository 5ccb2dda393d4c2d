import type { BuiltExpression } from '#main/importers/expression/build-expression.ts';
import {
  type ExpressionRequest,
  previewExpression,
  readExpressionFile,
} from '#main/importers/expression/expression-file.ts';
import { type GeneSetsFile, readGeneSetsFile } from '#main/importers/gene-sets.ts';
import type { ExpressionPreview } from '#shared/contract/biology.ts';
import type { Task } from './task.ts';

export const previewExpressionTask: Task<ExpressionRequest, never, ExpressionPreview> = (request, { signal }) =>
  previewExpression(request, signal);

export const readExpressionTask: Task<ExpressionRequest, never, BuiltExpression> = (request, { signal }) =>
  readExpressionFile(request, signal);

export const readGeneSetsTask: Task<{ path: string }, never, GeneSetsFile> = ({ path }) => readGeneSetsFile(path);
