import type { HandlersOf } from '#shared/contract/call.ts';
import type { Contract } from '#shared/contract/contract.ts';
import { appHandlers } from './app.ts';
import { biologyHandlers } from './biology.ts';
import { cohortHandlers } from './cohorts.ts';
import type { MainContext } from './context.ts';
import { curationHandlers } from './curation.ts';
import { evidenceHandlers } from './evidence.ts';
import { importHandlers } from './imports.ts';
import { jobHandlers } from './jobs.ts';
import { manuscriptHandlers } from './manuscript.ts';
import { modelHandlers } from './models.ts';
import { packageHandlers } from './packages.ts';
import { saliencyHandlers } from './saliency.ts';
import { stabilityHandlers } from './stability.ts';
import { viewerHandlers } from './viewer.ts';

export const handlers: HandlersOf<Contract, MainContext> = {
  ...appHandlers,
  ...cohortHandlers,
  ...curationHandlers,
  ...packageHandlers,
  ...viewerHandlers,
  ...importHandlers,
  ...modelHandlers,
  ...biologyHandlers,
  ...evidenceHandlers,
  ...stabilityHandlers,
  ...saliencyHandlers,
  ...manuscriptHandlers,
  ...jobHandlers,
};
