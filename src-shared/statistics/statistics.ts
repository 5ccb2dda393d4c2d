import { cohortFlow } from './cohort-flow/cohort-flow.ts';
import { cohortTable } from './cohort-table/cohort-table.ts';
import { geneCorrelation } from './gene-correlation/gene-correlation.ts';
import { geneCorrelationComparison } from './gene-correlation-comparison/gene-correlation-comparison.ts';
import { geneSetEnrichment } from './gene-set-enrichment/gene-set-enrichment.ts';
import { kaplanMeier } from './kaplan-meier/kaplan-meier.ts';
import { overRepresentation } from './over-representation/over-representation.ts';
import { roc } from './roc/roc.ts';
import type { Statistic } from './statistic.ts';
import { studyOverview } from './study-overview/study-overview.ts';

/** The shelf: every statistic of the app and of `seedpoint stats`, in the order in which they are offered. */
export const statistics: readonly Statistic[] = [
  roc,
  kaplanMeier,
  geneCorrelation,
  geneCorrelationComparison,
  overRepresentation,
  geneSetEnrichment,
  cohortTable,
  cohortFlow,
  studyOverview,
];
