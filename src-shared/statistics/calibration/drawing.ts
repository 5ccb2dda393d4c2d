import type { PanelInput } from '../../figure.ts';
import { quantityText } from '../wording.ts';
import { histogram } from './bins.ts';
import type { CalibrationResult } from './evaluate.ts';

export const sizeMm = { width: 89, height: 118 };
const histogramHeightMm = 31;
const histogramBins = 20;

const two = (value: number): string => value.toFixed(2).replace(/^-/, '−');

/** The reliability diagram above the histogram of the predictions. */
export function panelsOf(result: CalibrationResult): PanelInput[] {
  const { width, height } = sizeMm;
  const top = height - histogramHeightMm;
  return [
    { ...reliabilityPanel(result), placeMm: { x: 0, y: 0, width, height: top } },
    { ...histogramPanel(result), placeMm: { x: 0, y: top, width, height: histogramHeightMm } },
  ];
}

function reliabilityPanel({ data, bins, curve, recalibration, brier }: CalibrationResult): PanelInput {
  const [, positive] = data.classes;
  const unit = { domain: [0, 1] as [number, number], ticks: [0, 0.25, 0.5, 0.75, 1] };
  return {
    id: 'reliability',
    letter: null,
    x: { label: `Predicted probability of ${positive}`, ...unit },
    y: { label: `Share of ${positive}`, ...unit },
    square: true,
    series: [
      ...('points' in curve
        ? [
            {
              mark: 'line' as const,
              id: 'curve',
              label: 'Smooth curve',
              colour: 0,
              points: curve.points.map(({ x, y }) => ({ x, y })),
              band: curve.points.map(({ x, low, high }) => ({ x, low, high })),
            },
          ]
        : []),
      {
        mark: 'intervals',
        id: 'bins',
        label: 'Bins',
        colour: 1,
        along: 'y',
        points: bins.map(({ meanPrediction, share, low, high }) => ({ x: meanPrediction, y: share, low, high })),
      },
    ],
    guides: [{ from: { x: 0, y: 0 }, to: { x: 1, y: 1 } }],
    notes: {
      corner: 'top-left',
      lines: [
        `Slope ${quantityText(recalibration.slope, two)}`,
        `In the large ${quantityText(recalibration.inTheLarge, two)}`,
        `Brier ${quantityText(brier, (value) => value.toFixed(3))}`,
      ],
    },
  };
}

function histogramPanel({ data, probabilities }: CalibrationResult): PanelInput {
  return {
    id: 'predictions',
    letter: null,
    x: {
      label: `Predicted probability of ${data.classes[1]}`,
      domain: [0, 1],
      ticks: [0, 0.25, 0.5, 0.75, 1],
    },
    y: { label: 'Lesions' },
    series: [
      {
        mark: 'bins',
        id: 'predictions',
        label: 'Lesions',
        colour: 0,
        along: 'x',
        bins: histogram(probabilities, histogramBins),
      },
    ],
    legend: false,
  };
}
