import type { CallName } from '#shared/contract/contract.ts';
import type { PayloadsOf } from './payload.ts';
import { appPayloads } from './payloads/app.ts';
import { biologyPayloads } from './payloads/biology.ts';
import { cohortPayloads } from './payloads/cohorts.ts';
import { curationPayloads } from './payloads/curation.ts';
import { evidencePayloads } from './payloads/evidence.ts';
import { importPayloads } from './payloads/imports.ts';
import { jobPayloads } from './payloads/jobs.ts';
import { manuscriptPayloads } from './payloads/manuscript.ts';
import { modelPayloads } from './payloads/models.ts';
import { packagePayloads } from './payloads/packages.ts';
import { saliencyPayloads } from './payloads/saliency.ts';
import { stabilityPayloads } from './payloads/stability.ts';
import { viewerPayloads } from './payloads/viewer.ts';

export const allPayloads: PayloadsOf<CallName> = {
  ...appPayloads,
  ...cohortPayloads,
  ...curationPayloads,
  ...packagePayloads,
  ...viewerPayloads,
  ...importPayloads,
  ...modelPayloads,
  ...biologyPayloads,
  ...evidencePayloads,
  ...stabilityPayloads,
  ...saliencyPayloads,
  ...manuscriptPayloads,
  ...jobPayloads,
};
