import { AppError } from '../errors.ts';
import { type StatisticNeed, statisticNeeds } from './statistic.ts';

const path = (need: StatisticNeed): string => `needs.${need}`;

/** The error of a source that lacks what a statistic needs; a window can offer the way there. */
export const missingNeed = (need: StatisticNeed, message: string): AppError =>
  new AppError('invalid-input', message, { issues: [{ path: path(need), message }] });

/** What is missing according to an error of `missingNeed`; null for every other error. */
export function missingNeedOf(error: unknown): StatisticNeed | null {
  if (!(error instanceof AppError)) return null;
  const paths = error.issues?.map((issue) => issue.path) ?? [];
  return statisticNeeds.find((need) => paths.includes(path(need))) ?? null;
}
