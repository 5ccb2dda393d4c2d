import { z } from 'zod';
import { readPackage } from '../packages/package-file.ts';
import { takePackage } from '../packages/take-package.ts';
import { defineJob } from './job-definition.ts';

/** Makes a cohort of a package from another site. */
export const importPackageJob = defineJob({
  kind: 'import-package',
  input: z.object({ path: z.string().min(1), name: z.string().min(1) }),
  async run({ path, name }, { db, who, signal, report, log, announce }) {
    const source = await readPackage(path);
    const result = await takePackage(db, source, name, { who, signal, report });
    log(`Took in ${result.patients} patients with ${result.lesions} lesions, without pixels.`);
    for (const what of ['cohorts', 'lesions', 'endpoints', 'splits', 'models', 'features', 'runs', 'edits'] as const)
      announce(what, result.cohortId);
    return { ...result };
  },
});
