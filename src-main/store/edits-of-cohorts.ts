import { z } from 'zod';
import { type Criterion, criterionSchema } from '#shared/domain/criteria.ts';
import { aggregationRules } from '#shared/domain/entities.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import { fromJson } from './database.ts';
import { defineEdit } from './edit-kind.ts';

export const cohortTarget = z.object({ cohortId: z.number().int() });

export const setCriteria = defineEdit(cohortTarget, z.object({ criteria: z.array(criterionSchema) }), {
  read(db, { cohortId }) {
    const row = db.get<{ criteria: string }>('SELECT criteria FROM cohorts WHERE id = ?', [cohortId]);
    return row && { criteria: fromJson<Criterion[]>(row.criteria) };
  },
  write(db, { cohortId }, { criteria }) {
    db.run('UPDATE cohorts SET criteria = ? WHERE id = ?', [JSON.stringify(criteria), cohortId]);
  },
  describe: (_db, { cohortId }, { criteria }) => ({
    subject: `cohort ${cohortId}`,
    label:
      criteria.length === 0
        ? 'Remove the criteria'
        : `Set ${criteria.length === 1 ? 'a criterion' : `${criteria.length} criteria`}`,
  }),
  affected: (_db, { cohortId }) => ({ cohortId: cohortId as CohortId, patientIds: null }),
});

const ruleTexts = { each: 'Every lesion counts', largest: 'The largest lesion counts', mean: 'Lesions are averaged' };

export const setAggregation = defineEdit(cohortTarget, z.object({ aggregation: z.enum(aggregationRules) }), {
  read: (db, { cohortId }) =>
    db.get<{ aggregation: (typeof aggregationRules)[number] }>('SELECT aggregation FROM cohorts WHERE id = ?', [
      cohortId,
    ]),
  write(db, { cohortId }, { aggregation }) {
    db.run('UPDATE cohorts SET aggregation = ? WHERE id = ?', [aggregation, cohortId]);
  },
  describe: (_db, { cohortId }, { aggregation }) => ({
    subject: `cohort ${cohortId}`,
    label: ruleTexts[aggregation],
  }),
});

export const setPretraining = defineEdit(
  z.object({ modelId: z.number().int() }),
  z.object({ cohortId: z.number().int().nullable() }),
  {
    read: (db, { modelId }) =>
      db.get<{ cohortId: number | null }>('SELECT pretraining_cohort_id AS cohortId FROM models WHERE id = ?', [
        modelId,
      ]),
    write(db, { modelId }, { cohortId }) {
      db.run('UPDATE models SET pretraining_cohort_id = ? WHERE id = ?', [cohortId, modelId]);
    },
    describe: (db, { modelId }, { cohortId }) => {
      const name = db.get<{ name: string }>('SELECT name FROM models WHERE id = ?', [modelId])?.name ?? '';
      return {
        subject: `model ${modelId}`,
        label: `${cohortId === null ? 'Forget' : 'Name'} the pre-training cohort of “${name}”`,
      };
    },
  },
);
