import { join } from 'node:path';
import { manuscriptOptionsSchema } from '#shared/contract/manuscript.ts';
import { figureCacheIn } from '../analysis/figure-cache.ts';
import { codeHash } from '../export/code-hash.ts';
import { fileNameOf } from '../export/export-figure.ts';
import { planItems } from '../manuscript/items.ts';
import { listUseCases } from '../manuscript/study.ts';
import { collectStudyRecord } from '../manuscript/study-record.ts';
import { writeItems } from '../manuscript/write-set.ts';
import { writeTexts } from '../manuscript/write-texts.ts';
import { getCohort } from '../store/cohorts.ts';
import { defineJob } from './job-definition.ts';

/**
 * Every figure, table and text of the study from the data of one cohort. Run again after a kill, what was computed
 * comes from the cache and files are written anew.
 */
export const manuscriptSetJob = defineJob({
  kind: 'manuscript-set',
  input: manuscriptOptionsSchema,
  async run({ cohortId, runIds, formats, dpi, preset, columns, folder: chosen }, context) {
    const { db, session, compute, drawings, signal, report, fail, log } = context;
    const folder = chosen ?? join(session.exportsFolder, `manuscript-${fileNameOf(getCohort(db, cohortId).name)}`);
    const useCases = listUseCases(db, cohortId, runIds);
    const plans = planItems(cohortId, useCases);
    const cache = figureCacheIn(join(session.cacheFolder, 'figures'));
    const set = await writeItems(
      plans,
      { folder, formats, dpi, preset, columns },
      { db, compute, drawings, cache, signal, report, fail },
    );
    const { items, leftOut } = set;
    for (const { item, statisticId, error } of leftOut) log(`${item}, ${statisticId}: ${error.message}`);
    const record = collectStudyRecord(db, cohortId, useCases, { codeSha256: await codeHash() });
    const texts = await writeTexts(folder, record, set);
    return {
      folder,
      texts,
      made: items.map(({ id, number, title, files }) => ({ id, number, title, files })),
      leftOut: leftOut.map(({ item, statisticId, error }) => ({ item, statisticId, message: error.message })),
    };
  },
});
