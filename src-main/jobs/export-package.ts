import { basename } from 'node:path';
import { z } from 'zod';
import { cohortIdSchema, featureSetIdSchema, runIdSchema } from '#shared/domain/ids.ts';
import { appVersion } from '../app-folder.ts';
import { composePackage } from '../packages/compose-package.ts';
import { writePackage } from '../packages/package-file.ts';
import { recordAudit } from '../store/audit.ts';
import { defineJob } from './job-definition.ts';

/** Writes a cohort without pixels to one file, for another site. */
export const exportPackageJob = defineJob({
  kind: 'export-package',
  input: z.object({
    cohortId: cohortIdSchema,
    path: z.string().min(1),
    featureSetIds: z.array(featureSetIdSchema),
    runIds: z.array(runIdSchema),
    columns: z.array(z.string()),
  }),
  async run({ path, ...request }, { db, who, signal, report }) {
    const { manifest, files } = composePackage(db, request, `seedpoint ${appVersion}`);
    const total = manifest.featureSets.filter(({ file }) => file !== null).length + manifest.runs.length;
    let done = 0;
    const sizeBytes = await writePackage(path, manifest, files(), {
      signal,
      onFile: (name) => report({ done: done++, total, label: `Writing ${name}` }),
    });
    const { columns, patients, lesions } = manifest;
    recordAudit(db, {
      who,
      action: 'packages.export',
      subject: `cohort ${request.cohortId}`,
      before: null,
      after: {
        file: basename(path),
        patients: patients.length,
        lesions: lesions.length,
        columns: columns.map(({ name }) => name),
        runs: manifest.runs.map(({ name }) => name),
      },
    });
    return { path, sizeBytes };
  },
});
