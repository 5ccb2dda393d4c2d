import { cohortFlow } from './cohort-flow/cohort-flow.ts';
import { cohortTable } from './cohort-table/cohort-table.ts';
import { kaplanMeier } from './kaplan-meier/kaplan-meier.ts';
import { roc } from './roc/roc.ts';
import type { Statistic } from './statistic.ts';
import { studyOverview } from './study-overview/study-overview.ts';

/** The shelf: every statistic of the app and of `seedpoint stats`, in the order in which they are offered. */
export const statistics: readonly Statistic[] = [roc, kaplanMeier, cohortTable, cohortFlow, studyOverview];
