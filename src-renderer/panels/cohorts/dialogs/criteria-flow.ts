import type { CriterionCount } from '#shared/domain/criteria.ts';
import { completeFigure, type Figure } from '#shared/figure.ts';
import { counted } from '#shared/statistics/wording.ts';

interface FlowCounts {
  readonly lesions: number;
  readonly patients: number;
  readonly counts: readonly CriterionCount[];
}

/** The flow chart of criteria while they are written: the figure `Cohort flow` draws the same of the whole study. */
export function criteriaFlow({ lesions, patients, counts }: FlowCounts): Figure {
  const sizes = (p: number, l: number) => `${counted(p, 'patient')}, ${counted(l, 'lesion')}`;
  const last = counts.at(-1);
  const ends = [
    { id: 'start', column: 0, row: 0, lines: ['Imported', sizes(patients, lesions)], tone: 'plain' as const },
    {
      id: 'end',
      column: 0,
      row: counts.length + 1,
      lines: ['Meet all criteria', sizes(last?.patientsLeft ?? patients, last?.lesionsLeft ?? lesions)],
      tone: 'accent' as const,
    },
  ];
  const left = counts.map(({ label, patientsOut, lesionsOut }, index) => ({
    id: `left-${index}`,
    column: 1,
    row: index + 1,
    lines: [label, lesionsOut === 0 ? 'nobody left out' : `left out: ${sizes(patientsOut, lesionsOut)}`],
    tone: 'muted' as const,
  }));
  return completeFigure({
    id: 'criteria-flow',
    title: 'Flow of the criteria',
    panels: [
      {
        id: 'flow',
        x: { label: '' },
        y: { label: '' },
        series: [],
        frame: 'none',
        flow: {
          boxes: [...ends, ...left],
          arrows: [
            { from: 'start', to: 'end', dashed: false },
            ...left.map(({ id }) => ({ from: 'start', to: id, dashed: true })),
          ],
        },
      },
    ],
    values: [],
    caption: '',
    methods: '',
    sizeMm: { width: 130, height: 22 + 20 * (counts.length + 1) },
  });
}
