import { z } from 'zod';

/**
 * A rule that a lesion must meet to stay in a cohort. Rules are asked in order; a lesion is counted at the first that it
 * fails, and the flow chart has a box for each.
 */
export const criterionSchema = z.object({
  /** What the flow chart says, e.g. `Slice thickness of at most 3 mm`. */
  label: z.string().trim().min(1).max(200),
  /**
   * A field of the lesion table, or `clinical:<name>`, or `scan:spacing-z` (mm), `scan:modality`, `scan:number` (within the
   * patient, from 1, by date) or `scan:day` (since the first dated scan of the patient). Of tags and warnings, of which a
   * lesion may have several, one that matches is enough.
   */
  field: z.string(),
  operator: z.enum(['equals', 'one-of', 'at-least', 'at-most', 'between', 'present', 'contains']),
  /** One value; two for `between`; any number for `one-of`; none for `present`. */
  values: z.array(z.string()).max(100),
  /** `exclude`: lesions that match are left out instead of kept. */
  effect: z.enum(['include', 'exclude']),
  /** What becomes of a lesion whose value is missing. */
  missing: z.enum(['keep', 'leave-out']),
});
export type Criterion = z.infer<typeof criterionSchema>;

/** How many a criterion left out, and how many then remained. */
export const criterionCountSchema = z.object({
  label: z.string(),
  lesionsOut: z.number().int(),
  patientsOut: z.number().int(),
  lesionsLeft: z.number().int(),
  patientsLeft: z.number().int(),
});
export type CriterionCount = z.infer<typeof criterionCountSchema>;
