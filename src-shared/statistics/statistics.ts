import { addedValue } from './added-value/added-value.ts';
import { blandAltman } from './bland-altman/bland-altman.ts';
import { calibration } from './calibration/calibration.ts';
import { cohortFlow } from './cohort-flow/cohort-flow.ts';
import { cohortTable } from './cohort-table/cohort-table.ts';
import { compareModels } from './compare-models/compare-models.ts';
import { competingRisks } from './competing-risks/competing-risks.ts';
import { concordance } from './concordance/concordance.ts';
import { confusionMatrix } from './confusion-matrix/confusion-matrix.ts';
import { cox } from './cox/cox.ts';
import { dataEfficiency } from './data-efficiency/data-efficiency.ts';
import { decisionCurve } from './decision-curve/decision-curve.ts';
import { embedding } from './embedding/embedding.ts';
import { featureStability } from './feature-stability/feature-stability.ts';
import { featureTestRetest } from './feature-test-retest/feature-test-retest.ts';
import { geneCorrelation } from './gene-correlation/gene-correlation.ts';
import { geneCorrelationComparison } from './gene-correlation-comparison/gene-correlation-comparison.ts';
import { geneSetEnrichment } from './gene-set-enrichment/gene-set-enrichment.ts';
import { icc } from './icc/icc.ts';
import { kaplanMeier } from './kaplan-meier/kaplan-meier.ts';
import { lesionSize } from './lesion-size/lesion-size.ts';
import { nearestLesions } from './nearest-lesions/nearest-lesions.ts';
import { overRepresentation } from './over-representation/over-representation.ts';
import { performance } from './performance/performance.ts';
import { precisionRecall } from './precision-recall/precision-recall.ts';
import { restrictedMean } from './restricted-mean/restricted-mean.ts';
import { roc } from './roc/roc.ts';
import { saliencyGrid } from './saliency-grid/saliency-grid.ts';
import { seedPerturbation } from './seed-perturbation/seed-perturbation.ts';
import type { Statistic } from './statistic.ts';
import { studyOverview } from './study-overview/study-overview.ts';
import { subgroups } from './subgroups/subgroups.ts';
import { timeDependent } from './survival-at-time/time-dependent.ts';
import { testRetest } from './test-retest/test-retest.ts';

/** The shelf: every statistic of the app and of `seedpoint stats`, in the order in which they are offered. */
export const statistics: readonly Statistic[] = [
  roc,
  performance,
  precisionRecall,
  confusionMatrix,
  calibration,
  decisionCurve,
  compareModels,
  dataEfficiency,
  subgroups,
  addedValue,
  kaplanMeier,
  cox,
  concordance,
  restrictedMean,
  timeDependent,
  competingRisks,
  icc,
  testRetest,
  blandAltman,
  seedPerturbation,
  featureStability,
  featureTestRetest,
  embedding,
  nearestLesions,
  saliencyGrid,
  geneCorrelation,
  geneCorrelationComparison,
  overRepresentation,
  geneSetEnrichment,
  cohortTable,
  cohortFlow,
  lesionSize,
  studyOverview,
];
