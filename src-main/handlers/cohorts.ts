import { endpointTargets } from '#shared/biomarker/endpoint.ts';
import { endpointCounts, endpointMethodsSentence } from '#shared/biomarker/endpoint-wording.ts';
import { leaksAcross, linkedGroups } from '#shared/biomarker/leakage.ts';
import { splitPatients } from '#shared/biomarker/split.ts';
import type { HandlersOf } from '#shared/contract/call.ts';
import type { cohortCalls } from '#shared/contract/cohorts.ts';
import type { EventPayload } from '#shared/contract/contract.ts';
import type { SplitPart } from '#shared/domain/entities.ts';
import type { CohortId, PatientId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { assertNoLeaks, cohortLinks } from '../analysis/leakage-check.ts';
import { countTargets } from '../analysis/probe-data.ts';
import { listAudit } from '../store/audit.ts';
import { listColumns, readClinicalRows } from '../store/clinical.ts';
import { createCohort, listCohorts, removeCohort, updateCohort } from '../store/cohorts.ts';
import { editsState, redoEdit, undoEdit } from '../store/edits.ts';
import { createEndpoint, endpointRows, getEndpoint, listEndpoints, removeEndpoint } from '../store/endpoints.ts';
import { pageLesions } from '../store/lesion-page.ts';
import { getLesion, setExcluded, setSeed } from '../store/lesions.ts';
import { setClinical } from '../store/set-clinical.ts';
import { createSplit, listSplits, removeSplit } from '../store/splits.ts';
import { type MainContext, readDb, writeDb } from './context.ts';

type What = EventPayload<'data.changed'>['what'];

/** An edit touches its own list and the undo history. */
function edited(context: MainContext, what: readonly What[], cohortId: CohortId | null): void {
  for (const one of [...what, 'edits' as const])
    context.emit({ name: 'data.changed', payload: { what: one, cohortId } });
}

const everything: readonly What[] = ['cohorts', 'lesions', 'endpoints', 'splits', 'features', 'models'];

export const cohortHandlers: HandlersOf<typeof cohortCalls, MainContext> = {
  'cohorts.list': (_input, context) => listCohorts(readDb(context)),
  'cohorts.create': (draft, context) => {
    const cohort = createCohort(writeDb(context), draft, context.user);
    edited(context, ['cohorts'], cohort.id);
    return cohort;
  },
  'cohorts.update': ({ cohortId, name, description }, context) => {
    const cohort = updateCohort(writeDb(context), cohortId, { name, description }, context.user);
    edited(context, ['cohorts'], cohortId);
    return cohort;
  },
  'cohorts.remove': ({ cohortId }, context) => {
    removeCohort(writeDb(context), cohortId, context.user);
    edited(context, ['cohorts'], cohortId);
    return {};
  },
  'cohorts.columns': ({ cohortId }, context) => listColumns(readDb(context), cohortId),

  'lesions.page': (request, context) => pageLesions(readDb(context), request),
  'lesions.get': ({ lesionId }, context) => {
    const { lesion, scan, clinical } = getLesion(readDb(context), lesionId);
    return { lesion, scan, clinical };
  },
  'lesions.setSeed': ({ lesionId, seedMm }, context) => {
    const db = writeDb(context);
    const lesion = setSeed(db, lesionId, seedMm, context.user);
    edited(context, ['lesions', 'features'], getLesion(db, lesionId).cohortId);
    return lesion;
  },
  'lesions.setExcluded': ({ lesionId, excluded }, context) => {
    const db = writeDb(context);
    const lesion = setExcluded(db, lesionId, excluded, context.user);
    edited(context, ['lesions', 'features'], getLesion(db, lesionId).cohortId);
    return lesion;
  },
  'clinical.set': ({ patientId, lesionId, column, value }, context) => {
    const cohortId = setClinical(writeDb(context), patientId, column, value, context.user, lesionId);
    edited(context, ['lesions', 'endpoints', 'features'], cohortId);
    return {};
  },

  'endpoints.list': ({ cohortId }, context) => listEndpoints(readDb(context), cohortId, countTargets),
  'endpoints.create': (draft, context) => {
    const endpoint = createEndpoint(writeDb(context), draft, context.user, countTargets);
    edited(context, ['endpoints'], draft.cohortId);
    return endpoint;
  },
  'endpoints.preview': ({ cohortId, definition }, context) => {
    const { level, rows } = endpointRows(readDb(context), cohortId, definition);
    const { counts, undefinedCount, reasons } = endpointCounts(
      definition,
      rows.map(({ cells }) => cells),
    );
    return {
      level,
      counts: { ...counts },
      undefinedCount,
      reasons: { ...reasons },
      sentence: endpointMethodsSentence(definition, { counts, undefinedCount, reasons }, level),
    };
  },
  'endpoints.remove': ({ endpointId }, context) => {
    edited(context, ['endpoints'], removeEndpoint(writeDb(context), endpointId, context.user));
    return {};
  },

  'splits.list': ({ cohortId }, context) => listSplits(readDb(context), cohortId),
  'splits.create': async ({ cohortId, name, seed, fractions, stratifyBy, keepTogether }, context) => {
    const db = writeDb(context);
    const rows = readClinicalRows(db, cohortId);
    if (rows.length < 3)
      throw new AppError('invalid-input', `A split needs at least 3 patients; this cohort has ${rows.length}.`);
    const patientIds = rows.map(({ patientId }) => patientId);
    const { facts, links } = await cohortLinks(db, context.analysis, cohortId);
    const groups = keepTogether ? linkedGroups(links, patientIds) : null;
    const parts = splitPatients({ patientIds, strata: stratifyBy && strataOf(stratifyBy), groups, fractions, seed });
    assertNoLeaks(leaksAcross(links, facts, parts), 'This split');
    const split = createSplit(
      db,
      { cohortId, name, seed, fractions, stratifiedBy: stratifyBy, parts: parts as Map<PatientId, SplitPart> },
      context.user,
    );
    edited(context, ['splits', 'lesions'], cohortId);
    return split;

    function strataOf(endpointId: NonNullable<typeof stratifyBy>): (number | null)[] {
      const { definition } = getEndpoint(db, endpointId, countTargets);
      const strata = endpointRows(db, cohortId, definition).rows;
      const { targets } = endpointTargets(
        definition,
        strata.map(({ cells }) => cells),
      );
      // Of an endpoint of lesions, the first lesion with a value stands for its patient.
      const ofPatient = new Map<PatientId, number>();
      for (const [row, { patientId }] of strata.entries()) {
        const target = targets[row] as number;
        if (target >= 0 && !ofPatient.has(patientId)) ofPatient.set(patientId, target);
      }
      return patientIds.map((id) => ofPatient.get(id) ?? null);
    }
  },
  'splits.remove': ({ splitId }, context) => {
    edited(context, ['splits', 'lesions'], removeSplit(writeDb(context), splitId, context.user));
    return {};
  },

  'edits.state': (_input, context) => editsState(readDb(context)),
  'edits.undo': (_input, context) => {
    const state = undoEdit(writeDb(context), context.user);
    edited(context, everything, null);
    return state;
  },
  'edits.redo': (_input, context) => {
    const state = redoEdit(writeDb(context), context.user);
    edited(context, everything, null);
    return state;
  },
  'audit.list': (page, context) => listAudit(readDb(context), page),
};
