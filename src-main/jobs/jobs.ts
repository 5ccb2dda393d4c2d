import { applyRunJob } from './apply-run.ts';
import { checkSeedsJob } from './check-seeds.ts';
import { demoJob } from './demo.ts';
import { exportPackageJob } from './export-package.ts';
import { extractFeaturesJob } from './extract-features.ts';
import { importJob } from './import.ts';
import { importModelJob } from './import-model.ts';
import { importPackageJob } from './import-package.ts';
import type { JobDefinition } from './job-definition.ts';
import { manuscriptSetJob } from './manuscript-set.ts';
import { mapSaliencyJob } from './map-saliency.ts';
import { perturbSeedsJob } from './perturb-seeds.ts';
import { trainProbeJob } from './train-probe.ts';

/** Every kind of job. */
export const jobDefinitions: readonly JobDefinition[] = [
  importJob,
  importModelJob,
  extractFeaturesJob,
  trainProbeJob,
  perturbSeedsJob,
  checkSeedsJob,
  mapSaliencyJob,
  manuscriptSetJob,
  exportPackageJob,
  importPackageJob,
  applyRunJob,
  demoJob,
] as readonly JobDefinition[];
