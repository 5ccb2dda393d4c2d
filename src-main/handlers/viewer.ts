import type { HandlersOf } from '#shared/contract/call.ts';
import type { viewerCalls } from '#shared/contract/viewer.ts';
import { AppError } from '#shared/errors.ts';
import type { MainContext } from './context.ts';

const notYet = (): never => {
  throw new AppError('unsupported', 'Under construction.');
};

export const viewerHandlers: HandlersOf<typeof viewerCalls, MainContext> = {
  'viewer.scan': notYet,
  'viewer.release': notYet,
  'viewer.saliency': notYet,
  'viewer.examine': notYet,
  'viewer.similar': notYet,
};
