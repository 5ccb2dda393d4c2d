import { z } from 'zod';
import type { FigureInput, Flow } from '../../figure.ts';
import type { FlowStage, StudyFacts } from '../attachments.ts';
import { attached } from '../data-table.ts';
import { defineStatistic } from '../statistic.ts';
import { counted } from '../wording.ts';

const partTitles: Record<string, string> = { train: 'Training', tune: 'Tuning', test: 'Test' };

/** The flow of patients from import to analysis, as CONSORT, STARD and TRIPOD ask for. */
export const cohortFlow = defineStatistic({
  id: 'cohort-flow',
  title: 'Cohort flow',
  definition:
    'How many patients and lesions were imported, left out with the reason at each step, and analysed in each part of the split.',
  group: 'Cohort',
  needs: ['study'],
  params: z.object({
    showParts: z.boolean().default(true).meta({
      title: 'Parts of the split',
      description: 'Ends the chart with the patients in training, tuning and test.',
    }),
  }),
  suggest: () => ({}),
  compute(table, { showParts }): FigureInput {
    const study = attached(table, 'study');
    const parts = showParts ? study.parts : [];
    const flow = flowOf(study, parts);
    return {
      id: 'cohort-flow',
      title: 'Cohort flow',
      panels: [
        {
          id: 'flow',
          x: { label: '' },
          y: { label: '' },
          series: [],
          frame: 'none',
          flow,
        },
      ],
      values: study.flow.map((stage, index) => ({
        id: `stage-${index + 1}`,
        label: stage.label,
        definition: 'Patients who came as far as this step.',
        quantity: { estimate: stage.patients },
      })),
      tables: [flowTable(study.flow)],
      caption: `Flow of patients and lesions through the study. ${study.flow.map(stageText).join('; ')}.`,
      methods:
        'Patients and lesions were counted at each step from import to analysis; every exclusion is given with its reason.',
      sizeMm: { width: 183, height: 16 + 22 * (study.flow.length + (parts.length > 0 ? 1 : 0)) },
    };
  },
});

const stageText = ({ label, patients, lesions }: FlowStage): string =>
  `${label}: ${counted(patients, 'patient')}${lesions === null ? '' : `, ${counted(lesions, 'lesion')}`}`;

const sizes = (patients: number, lesions: number | null): string =>
  lesions === null ? counted(patients, 'patient') : `${counted(patients, 'patient')}, ${counted(lesions, 'lesion')}`;

function flowOf({ flow }: StudyFacts, parts: StudyFacts['parts']): Flow {
  const main = flow.map((stage, row) => ({
    id: `stage-${row}`,
    column: 1,
    row,
    lines: [stage.label, sizes(stage.patients, stage.lesions)],
    tone: 'plain' as const,
  }));
  const left = flow.flatMap(({ left: losses }, row) =>
    losses.length === 0
      ? []
      : [
          {
            id: `left-${row}`,
            column: 2,
            row: row + 0.5,
            lines: ['Left out', ...losses.map(({ reason, count, unit }) => `${counted(count, unit)}: ${reason}`)],
            tone: 'muted' as const,
          },
        ],
  );
  const ends = parts.map(({ part, patients, lesions }, index) => ({
    id: `part-${part}`,
    column: parts.length === 1 ? 1 : (index * 2) / (parts.length - 1),
    row: flow.length,
    lines: [partTitles[part] ?? part, sizes(patients, lesions)],
    tone: 'accent' as const,
  }));
  const last = `stage-${flow.length - 1}`;
  return {
    boxes: [...main, ...left, ...ends],
    arrows: [
      ...main.slice(1).map(({ id }, row) => ({ from: `stage-${row}`, to: id, dashed: false })),
      ...left.map(({ id }) => ({ from: id.replace('left', 'stage'), to: id, dashed: true })),
      ...ends.map(({ id }) => ({ from: last, to: id, dashed: false })),
    ],
  };
}

function flowTable(flow: readonly FlowStage[]) {
  return {
    title: 'Flow',
    columns: ['Step', 'Patients', 'Lesions', 'Left out before the next step'],
    rows: flow.map(({ label, patients, lesions, left }) => [
      label,
      patients,
      lesions,
      left.map(({ reason, count, unit }) => `${counted(count, unit)}: ${reason}`).join('; '),
    ]),
  };
}
