import type { HandlersOf } from '#shared/contract/call.ts';
import type { packageCalls } from '#shared/contract/packages.ts';
import { AppError } from '#shared/errors.ts';
import type { MainContext } from './context.ts';

const notYet = (): never => {
  throw new AppError('unsupported', 'Under construction.');
};

export const packageHandlers: HandlersOf<typeof packageCalls, MainContext> = {
  'packages.export': notYet,
  'packages.preview': notYet,
  'packages.import': notYet,
  'packages.apply': notYet,
};
