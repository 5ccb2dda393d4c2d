/**
 * The eight colours of Wong (Nature Methods 8, 441; 2011; the Okabe-Ito set), which stay apart for every common form
 * of colour blindness. The order puts those first that also stand out as thin lines on white paper: blue and
 * vermillion for two groups; yellow, which hardly does, comes last.
 */
const paperColours = [
  '#0072b2', // blue
  '#d55e00', // vermillion
  '#009e73', // bluish green
  '#cc79a7', // reddish purple
  '#e69f00', // orange
  '#56b4e9', // sky blue
  '#000000', // black
  '#f0e442', // yellow
] as const;

/** The same hues on screen; `figures.css` gives them a value for light and for dark surroundings. */
const screenColours = paperColours.map((_, index) => `var(--figure-colour-${index})`);

export type DrawingMode = 'screen' | 'paper';

/** Everything about looks that layout and drawing need. Lengths are in pixels; one pixel of paper is 1/96 inch. */
export interface DrawingStyle {
  readonly mode: DrawingMode;
  readonly ink: string;
  readonly muted: string;
  readonly colours: readonly string[];
  readonly sizes: {
    readonly label: number;
    readonly text: number;
    readonly axisLine: number;
    readonly seriesLine: number;
    readonly guideLine: number;
    readonly tick: number;
    readonly point: number;
    readonly censorTick: number;
    /** The unit of all distances between parts. */
    readonly gap: number;
  };
}

/** Points (1/72 inch) of the journal: labels 7, other text 6, lines 0.5 to 1. */
const pointSizes = {
  label: 7,
  text: 6,
  axisLine: 0.5,
  seriesLine: 1,
  guideLine: 0.5,
  tick: 2.5,
  point: 1.5,
  censorTick: 3.2,
  gap: 2,
} as const;

const pixelsPerPoint = 96 / 72;
const screenMagnification = 1.5;

const scaled = (factor: number) =>
  Object.fromEntries(
    Object.entries(pointSizes).map(([name, points]) => [name, points * factor]),
  ) as unknown as DrawingStyle['sizes'];

export const drawingStyles: Record<DrawingMode, DrawingStyle> = {
  paper: { mode: 'paper', ink: '#000000', muted: '#8c8c8c', colours: paperColours, sizes: scaled(pixelsPerPoint) },
  screen: {
    mode: 'screen',
    ink: 'var(--figure-ink)',
    muted: 'var(--figure-muted)',
    colours: screenColours,
    sizes: scaled(pixelsPerPoint * screenMagnification),
  },
};

/** Millimetres of paper in pixels of 1/96 inch. */
export const pixelsOfMm = (mm: number): number => (mm * 96) / 25.4;
