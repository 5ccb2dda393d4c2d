import type { HandlersOf } from '#shared/contract/call.ts';
import type { EventPayload } from '#shared/contract/contract.ts';
import type { curationCalls } from '#shared/contract/curation.ts';
import type { CohortId, LesionId } from '#shared/domain/ids.ts';
import { cohortLinks, findLeaks, reportOf } from '../analysis/leakage-check.ts';
import { prescribedParts } from '../analysis/prescribed-split.ts';
import { relinkScans } from '../analysis/relink.ts';
import { getCohort, setAggregation, setCriteria } from '../store/cohorts.ts';
import { criteriaFlow, readCriteria } from '../store/criteria.ts';
import {
  addLesion,
  curate,
  listReaders,
  listTags,
  removeReaderSeed,
  setNote,
  setPretraining,
  setReaderSeed,
} from '../store/curation.ts';
import type { ReadDb } from '../store/database.ts';
import { getLesion } from '../store/lesions.ts';
import { listScans } from '../store/scans.ts';
import { createSplit, readSplitParts } from '../store/splits.ts';
import { createSubset } from '../store/subset.ts';
import { type MainContext, readDb, writeDb } from './context.ts';
import { seedHandlers } from './seeds.ts';
import { ticketed } from './ticketed.ts';

/** An edit touches its own lists and the undo history. */
function edited(
  context: MainContext,
  cohortId: CohortId | null,
  ...what: readonly EventPayload<'data.changed'>['what'][]
): void {
  for (const one of [...what, 'edits' as const])
    context.emit({ name: 'data.changed', payload: { what: one, cohortId } });
}

const cohortOf = (db: ReadDb, lesionId: LesionId): CohortId => getLesion(db, lesionId).cohortId;

export const curationHandlers: HandlersOf<typeof curationCalls, MainContext> = {
  'lesions.curate': ({ lesionIds, change }, context) => {
    const { changed, cohortId } = curate(writeDb(context), lesionIds, change, context.user);
    if (changed > 0) edited(context, cohortId, 'lesions', 'features');
    return { changed };
  },
  'lesions.setNote': ({ lesionId, note }, context) => {
    const db = writeDb(context);
    const lesion = setNote(db, lesionId, note, context.user);
    edited(context, cohortOf(db, lesionId), 'lesions');
    return lesion;
  },
  'lesions.add': ({ scanId, seedMm }, context) => {
    const db = writeDb(context);
    const lesion = addLesion(db, scanId, seedMm, context.user);
    edited(context, cohortOf(db, lesion.id), 'lesions', 'cohorts', 'features');
    return lesion;
  },
  'lesions.tags': ({ cohortId }, context) => listTags(readDb(context), cohortId),

  'scans.list': ({ cohortId, patientId }, context) => listScans(readDb(context), cohortId, patientId),
  'scans.relink': async (request, context) => {
    const found = await relinkScans(writeDb(context), context.analysis, request, context.user);
    if (found.relinked > 0) edited(context, request.cohortId, 'lesions');
    return found;
  },

  'criteria.get': ({ cohortId }, context) => {
    const db = readDb(context);
    return criteriaFlow(db, cohortId, readCriteria(db, cohortId));
  },
  'criteria.preview': ({ cohortId, criteria }, context) => criteriaFlow(readDb(context), cohortId, criteria),
  'criteria.set': ({ cohortId, criteria }, context) => {
    const flow = setCriteria(writeDb(context), cohortId, criteria, context.user);
    edited(context, cohortId, 'lesions', 'cohorts', 'features', 'endpoints');
    return flow;
  },
  'cohorts.setAggregation': ({ cohortId, aggregation }, context) => {
    const cohort = setAggregation(writeDb(context), cohortId, aggregation, context.user);
    edited(context, cohortId, 'cohorts');
    return cohort;
  },
  'cohorts.createSubset': (draft, context) => {
    const cohort = createSubset(writeDb(context), draft, context.user);
    edited(context, cohort.id, 'cohorts');
    return cohort;
  },

  'leakage.check': async ({ cohortId, splitId, modelId, ticket }, context) => {
    const db = readDb(context);
    getCohort(db, cohortId);
    const parts = splitId === null ? null : readSplitParts(db, splitId);
    const question = { cohortId, parts, modelId };
    return reportOf(await ticketed(context, ticket, (hooks) => findLeaks(db, context.analysis, question, hooks)));
  },
  'splits.fromColumn': async ({ cohortId, name, column, parts, resolve }, context) => {
    const db = writeDb(context);
    const links = await cohortLinks(db, context.analysis, cohortId);
    const prescribed = prescribedParts(db, { cohortId, column, parts, resolve }, links);
    const size = (part: string) => [...prescribed.values()].filter((one) => one === part).length / prescribed.size;
    const fractions = { train: size('train'), tune: size('tune'), test: size('test') };
    const split = createSplit(
      db,
      { cohortId, name, seed: 0, fractions, stratifiedBy: null, parts: prescribed, prescribedBy: column },
      context.user,
    );
    edited(context, cohortId, 'splits', 'lesions');
    return split;
  },
  'models.setPretraining': ({ modelId, cohortId }, context) => {
    setPretraining(writeDb(context), modelId, cohortId, context.user);
    edited(context, null, 'models');
    return {};
  },

  'readers.list': ({ lesionId }, context) => listReaders(readDb(context), lesionId),
  'readers.setSeed': (seed, context) => {
    edited(context, setReaderSeed(writeDb(context), seed, context.user), 'lesions');
    return {};
  },
  'readers.removeSeed': (seed, context) => {
    edited(context, removeReaderSeed(writeDb(context), seed, context.user), 'lesions');
    return {};
  },

  ...seedHandlers,
};
