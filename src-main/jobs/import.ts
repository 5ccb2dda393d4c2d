import { z } from 'zod';
import { importOptionsSchema } from '#shared/contract/imports.ts';
import { cohortIdSchema } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { counted } from '#shared/statistics/wording.ts';
import { recordAudit } from '../store/audit.ts';
import { mergeColumns } from '../store/clinical.ts';
import { getCohort } from '../store/cohorts.ts';
import { insertImported } from '../store/imported.ts';
import { defineJob } from './job-definition.ts';

/** Reads a source and takes its patients into a cohort as they come. Run again, it adds only what is new. */
export const importJob = defineJob({
  kind: 'import',
  input: z.object({ cohortId: cohortIdSchema, options: importOptionsSchema }),
  async run({ cohortId, options }, { db, who, compute, signal, report, fail, log, announce }) {
    getCohort(db, cohortId);
    const added = { patients: 0, scans: 0, lesions: 0 };
    let taken = 0;
    let refused = 0;
    await compute.run('read-import', options, {
      signal,
      onProgress: report,
      onLog: log,
      onItem: (item) => {
        if (item.kind === 'columns') {
          mergeColumns(db, cohortId, item.columns);
        } else if (item.kind === 'failure') {
          refused++;
          fail(item.item, item.error);
        } else if (item.kind === 'patient') {
          const counts = insertImported(db, cohortId, item, who);
          taken++;
          added.patients += counts.patients;
          added.scans += counts.scans;
          added.lesions += counts.lesions;
        }
        announce('lesions', cohortId);
        announce('cohorts', cohortId);
      },
    });
    if (taken === 0) {
      throw new AppError(
        'invalid-input',
        refused
          ? `Nothing was imported: all ${refused} items were refused. The list says why.`
          : 'Nothing to import was found.',
      );
    }
    recordAudit(db, {
      who,
      action: 'imports.finish',
      subject: `cohort ${cohortId}`,
      before: null,
      after: { ...added, taken, refused },
    });
    const news = [counted(added.patients, 'patient'), counted(added.scans, 'scan'), counted(added.lesions, 'lesion')];
    log(`Took in ${counted(taken, 'patient')} (new: ${news.join(', ')}).`);
    return { cohortId, ...added };
  },
});
