import { join } from 'node:path';
import { manuscriptOptionsSchema } from '#shared/contract/manuscript.ts';
import { figureCacheIn } from '../analysis/figure-cache.ts';
import { fileNameOf } from '../export/export-figure.ts';
import { planItems } from '../manuscript/items.ts';
import { listUseCases } from '../manuscript/study.ts';
import { writeItems } from '../manuscript/write-set.ts';
import { getCohort } from '../store/cohorts.ts';
import { defineJob } from './job-definition.ts';

/**
 * Every figure and table of the study from the data of one cohort. Run again after a kill, what was computed comes from
 * the cache and files are written anew.
 */
export const manuscriptSetJob = defineJob({
  kind: 'manuscript-set',
  input: manuscriptOptionsSchema,
  async run({ cohortId, runIds, formats, dpi, preset, columns, folder: chosen }, context) {
    const { db, session, compute, drawings, signal, report, fail, log } = context;
    const folder = chosen ?? join(session.exportsFolder, `manuscript-${fileNameOf(getCohort(db, cohortId).name)}`);
    const plans = planItems(cohortId, listUseCases(db, cohortId, runIds));
    const cache = figureCacheIn(join(session.cacheFolder, 'figures'));
    const { items, leftOut } = await writeItems(
      plans,
      { folder, formats, dpi, preset, columns },
      { db, compute, drawings, cache, signal, report, fail },
    );
    for (const { item, statisticId, error } of leftOut) log(`${item}, ${statisticId}: ${error.message}`);
    return {
      folder,
      made: items.map(({ id, number, title, files }) => ({ id, number, title, files })),
      leftOut: leftOut.map(({ item, statisticId, error }) => ({ item, statisticId, message: error.message })),
    };
  },
});
