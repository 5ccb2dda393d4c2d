import type { HandlersOf } from '#shared/contract/call.ts';
import type { curationCalls } from '#shared/contract/curation.ts';
import { AppError } from '#shared/errors.ts';
import type { MainContext } from './context.ts';
import { seedHandlers } from './seeds.ts';

const notYet = (): never => {
  throw new AppError('unsupported', 'Under construction.');
};

export const curationHandlers: HandlersOf<typeof curationCalls, MainContext> = {
  'lesions.curate': notYet,
  'lesions.setNote': notYet,
  'lesions.add': notYet,
  'lesions.tags': notYet,
  'scans.list': notYet,
  'scans.relink': notYet,
  'criteria.get': notYet,
  'criteria.preview': notYet,
  'criteria.set': notYet,
  'cohorts.setAggregation': notYet,
  'cohorts.createSubset': notYet,
  'leakage.check': notYet,
  'splits.fromColumn': notYet,
  'models.setPretraining': notYet,
  'readers.list': notYet,
  'readers.setSeed': notYet,
  'readers.removeSeed': notYet,
  ...seedHandlers,
};
