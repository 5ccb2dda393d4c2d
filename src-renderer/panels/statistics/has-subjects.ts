import type { Figure, Series } from '#shared/figure.ts';

/** Whether any mark of a figure stands for one lesion, so that several can be selected. */
export const hasSubjects = (figure: Figure): boolean =>
  figure.panels.some(({ series }) => series.some((one) => isLinked(one)));

function isLinked(series: Series): boolean {
  const known = ({ subject }: { subject?: number | undefined }) => subject !== undefined;
  switch (series.mark) {
    case 'points':
    case 'dots':
    case 'intervals':
      return series.points.some(known);
    case 'step':
      return series.censored.some(known);
    case 'boxes':
      return series.boxes.some(({ points }) => points.some(known));
    default:
      return false;
  }
}
