import { completeFigure, type Figure } from '#shared/figure.ts';
import { common, range } from './random.ts';

const pathways = [
  'Interferon signalling',
  'Interferon gamma signalling',
  'MHC class II antigen presentation',
  'PD-1 signalling',
  'Translocation of ZAP-70 to immunological synapse',
  'Phosphorylation of CD3 and TCR zeta chains',
  'Generation of second messenger molecules',
  'Co-stimulation by the CD28 family',
  'Interleukin-4 and interleukin-13 signalling',
  'Extracellular matrix organization',
  'REACTOME_CLASS_A_1_RHODOPSIN_LIKE_RECEPTORS',
  'Neutrophil degranulation',
  'Surfactant metabolism',
  'Collagen degradation',
  'Immunoregulatory interactions between a lymphoid and a non-lymphoid cell',
];

/** Fifteen pathways: gene ratio, count by area, adjusted p by colour. */
export const enrichment: Figure = completeFigure({
  ...common,
  id: 'enrichment',
  title: 'Over-represented pathways',
  sizeMm: { width: 136, height: 95 },
  panels: [
    {
      id: 'dots',
      x: { label: 'Gene ratio', domain: [0, 0.3] },
      y: { label: '', scale: 'category', categories: pathways },
      colourScale: {
        name: 'sequential',
        domain: [0.05, 0],
        label: 'Adjusted P',
        ticks: [0, 0.01, 0.02, 0.03, 0.04, 0.05],
      },
      sizeScale: { label: 'Genes', sizes: [5, 10, 20] },
      series: [
        {
          mark: 'dots',
          id: 'pathways',
          label: 'Pathways',
          colour: 0,
          points: range(15).map((y) => ({ x: 0.27 - y * 0.016, y, size: 21 - y, value: 0.0005 + y * 0.0031 })),
        },
      ],
    },
  ],
});

/** How a cohort came about. */
export const consort: Figure = completeFigure({
  ...common,
  id: 'flow',
  title: 'Study flow',
  sizeMm: { width: 136, height: 92 },
  panels: [
    {
      id: 'flow',
      x: { label: '' },
      y: { label: '' },
      frame: 'none',
      series: [],
      flow: {
        boxes: [
          { id: 'imported', column: 1, row: 0, lines: ['Patients imported', 'n = 482 (611 scans)'] },
          {
            id: 'excluded',
            column: 2,
            row: 1,
            tone: 'muted',
            lines: [
              'Excluded',
              'n = 61',
              'No contour of the tumour: 34',
              'Slices thicker than 3 mm: 19',
              'Follow-up shorter than 2 years: 8',
            ],
          },
          { id: 'included', column: 1, row: 2, lines: ['Patients included', 'n = 421 (421 lesions)'], tone: 'accent' },
          { id: 'train', column: 0, row: 3, lines: ['Training', 'n = 203', '112 events'] },
          { id: 'tune', column: 1, row: 3, lines: ['Tuning', 'n = 88', '47 events'] },
          { id: 'test', column: 2, row: 3, lines: ['Held-out test', 'n = 130', '65 events'] },
        ],
        arrows: [
          { from: 'imported', to: 'excluded' },
          { from: 'imported', to: 'included' },
          { from: 'included', to: 'train' },
          { from: 'included', to: 'tune' },
          { from: 'included', to: 'test', dashed: true },
        ],
      },
    },
  ],
});
