import { z } from 'zod';
import type { FigureInput, Flow, PanelInput } from '../../figure.ts';
import type { StudyFacts } from '../attachments.ts';
import { attached } from '../data-table.ts';
import { defineStatistic } from '../statistic.ts';
import { counted } from '../wording.ts';

/** Four columns on a page of 183 mm. */
const columnMm = 42.75;
const gapMm = 4;

/** The overview with which the study begins (its Fig. 1), from what this study really has. */
export const studyOverview = defineStatistic({
  id: 'study-overview',
  title: 'Study overview',
  definition: 'What was done, from scan to evidence: encoder, cohort, how the biomarker was made, how it was judged.',
  group: 'Cohort',
  needs: ['study'],
  params: z.object({}),
  suggest: () => ({}),
  compute(table): FigureInput {
    const study = attached(table, 'study');
    const first = study.flow[0];
    const steps: { id: string; title: string; flow: Flow }[] = [
      { id: 'encoder', title: 'Encoder', flow: chain(encoderSteps(study)) },
      {
        id: 'cohort',
        title: 'Cohort',
        flow: chain([
          ['Imported', ...(first ? [counted(first.patients, 'patient')] : [])],
          ...study.parts.map(({ part, patients, lesions }): string[] => [
            { train: 'Training', tune: 'Tuning', test: 'Test' }[part] ?? part,
            `${counted(patients, 'patient')}, ${counted(lesions, 'lesion')}`,
          ]),
        ]),
      },
      { id: 'biomarkers', title: 'Biomarkers', flow: chain(biomarkerSteps(study)) },
      {
        id: 'evidence',
        title: 'Evidence',
        flow: chain([
          ['Test patients only', 'metrics with intervals'],
          ['Comparisons', 'paired, adjusted'],
          ['Stability', 'seeds, scans'],
        ]),
      },
    ];
    return {
      id: 'study-overview',
      title: 'Study overview',
      panels: steps.map(
        ({ id, title, flow }, index): PanelInput => ({
          id,
          title,
          placeMm: { x: index * (columnMm + gapMm), y: 0, width: columnMm, height: 70 },
          x: { label: '' },
          y: { label: '' },
          series: [],
          frame: 'none',
          flow,
        }),
      ),
      values: [],
      caption: `Overview of the study: encoder, cohort, biomarkers and evidence.${study.encoder && !study.encoder.trained ? ' The encoder is untrained.' : ''}`,
      methods: '',
      sizeMm: { width: 183, height: 70 },
    };
  },
});

function chain(boxes: readonly string[][]): Flow {
  return {
    boxes: boxes.map((lines, row) => ({ id: `box-${row}`, column: 0, row, lines, tone: 'plain' })),
    arrows: boxes.slice(1).map((_, row) => ({ from: `box-${row}`, to: `box-${row + 1}`, dashed: false })),
  };
}

function encoderSteps({ encoder }: StudyFacts): string[][] {
  const patch = ['Patch about the seed', '50 mm cube, 1 mm voxels'];
  if (!encoder) return [patch, ['No features yet']];
  return [
    patch,
    [encoder.name, encoder.architecture, ...(encoder.trained ? [] : ['untrained'])],
    ['Features', `${encoder.featureCount} a lesion`],
  ];
}

const biomarkerSteps = ({ endpoint, biomarkers }: StudyFacts): string[][] => {
  if (!endpoint) return [['No biomarker yet']];
  const listed = biomarkers.slice(0, 4);
  const more = biomarkers.length - listed.length;
  return [
    ['Endpoint', endpoint.name],
    ['Linear probe', 'scaled features'],
    [counted(biomarkers.length, 'biomarker'), ...listed, ...(more > 0 ? [`and ${more} more`] : [])],
  ];
};
