import { basename } from 'node:path';
import { z } from 'zod';
import { importOptionsSchema } from '#shared/contract/imports.ts';
import { cohortIdSchema } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { counted } from '#shared/statistics/wording.ts';
import { recordAudit } from '../store/audit.ts';
import { mergeColumns } from '../store/clinical.ts';
import { getCohort } from '../store/cohorts.ts';
import { addImportRows, clearImportRows, type ImportRow } from '../store/import-rows.ts';
import { insertImported } from '../store/imported.ts';
import { defineJob } from './job-definition.ts';

/** Rows of the report are written in bundles: one by one they would take longer than the import. */
const rowsAtATime = 500;

/**
 * Reads a source and takes its patients into a cohort as they come, with a report of every row. Run again, it adds only
 * what is new.
 */
export const importJob = defineJob({
  kind: 'import',
  input: z.object({ cohortId: cohortIdSchema, options: importOptionsSchema }),
  async run({ cohortId, options }, { db, jobId, who, compute, signal, report, fail, log, announce }) {
    getCohort(db, cohortId);
    clearImportRows(db, jobId);
    const added = { patients: 0, scans: 0, lesions: 0 };
    const rows = { taken: 0, corrected: 0, refused: 0 };
    let patients = 0;
    const waiting: ImportRow[] = [];
    const flush = (): void => addImportRows(db, jobId, waiting.splice(0));
    const note = (row: ImportRow): void => {
      rows[row.outcome]++;
      waiting.push(row);
      if (waiting.length >= rowsAtATime) flush();
    };
    try {
      await compute.run('read-import', options, {
        signal,
        onProgress: report,
        onLog: log,
        onItem: (item) => {
          switch (item.kind) {
            case 'columns':
              mergeColumns(db, cohortId, item.columns);
              break;
            case 'row':
              return note(item);
            case 'failure':
              fail(item.item, item.error);
              return note({ item: item.item, outcome: 'refused', message: item.error.message });
            case 'patient': {
              const counts = insertImported(db, cohortId, item, who, basename(options.path));
              patients++;
              added.patients += counts.patients;
              added.scans += counts.scans;
              added.lesions += counts.lesions;
            }
          }
          announce('lesions', cohortId);
          announce('cohorts', cohortId);
        },
      });
    } finally {
      flush();
    }
    if (patients === 0) {
      throw new AppError(
        'invalid-input',
        rows.refused
          ? `Nothing was imported: all ${rows.refused} items were refused. The list says why.`
          : 'Nothing to import was found.',
      );
    }
    recordAudit(db, {
      who,
      action: 'imports.finish',
      subject: `cohort ${cohortId}`,
      before: null,
      after: { ...added, taken: patients, refused: rows.refused, deidentified: options.deidentify !== null },
    });
    const news = [counted(added.patients, 'patient'), counted(added.scans, 'scan'), counted(added.lesions, 'lesion')];
    log(`Took in ${counted(patients, 'patient')} (new: ${news.join(', ')}).`);
    return { cohortId, ...added };
  },
});
