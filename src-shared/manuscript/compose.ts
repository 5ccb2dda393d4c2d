import { completeFigure, type Figure, type Panel } from '../figure.ts';

/** A place on the page, from its top left corner. */
export interface PlaceMm {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FigurePart {
  readonly figure: Figure;
  readonly place: PlaceMm;
  /** The panels to take, in this order; absent: all. */
  readonly panelIds?: readonly string[];
  /** Title above the first panel; absent: that of the panel. */
  readonly title?: string;
  /** What this part shows, before its caption. */
  readonly lead?: string;
}

export interface Composition {
  readonly id: string;
  readonly title: string;
  readonly sizeMm: { readonly width: number; readonly height: number };
  readonly parts: readonly FigurePart[];
}

/** Between the panels of one part. */
const gapMm = 4;

/**
 * One figure of several: each part keeps its panels within its place and gets one letter (a, b, c, in the order given);
 * captions are joined by letter, methods and warnings once each. Pure: nothing is computed again.
 */
export function composeFigure({ id, title, sizeMm, parts }: Composition): Figure {
  const letters = parts.map((_, index) => String.fromCharCode(97 + index));
  const single = parts.length === 1;
  return completeFigure({
    id,
    title,
    panels: parts.flatMap((part, index) => placedPanels(part, single ? null : letters[index]!)),
    values: parts.flatMap(({ figure }, index) =>
      figure.values.map((value) => ({
        ...value,
        id: `${letters[index]}-${value.id}`,
        label: single ? value.label : `${letters[index]}: ${value.label}`,
      })),
    ),
    tables: parts.flatMap(({ figure }) => figure.tables),
    caption: captionOf(parts, letters),
    methods: unique(parts.map(({ figure }) => figure.methods)).join(' '),
    warnings: unique(parts.flatMap(({ figure }) => figure.warnings)),
    sizeMm,
  });
}

/** By letter; a warning with which captions end is said once, after all of them. */
function captionOf(parts: readonly FigurePart[], letters: readonly string[]): string {
  const endings: string[] = [];
  const texts = parts.map(({ figure, lead }, index) => {
    let text = figure.caption;
    for (const warning of figure.warnings) {
      if (!text.endsWith(warning)) continue;
      endings.push(warning);
      text = text.slice(0, -warning.length).trimEnd();
    }
    const led = lead === undefined ? text : `${lead}. ${text}`;
    return parts.length === 1 ? led : `${letters[index]}, ${led}`;
  });
  return [...texts, ...unique(endings)].join(' ');
}

function placedPanels({ figure, place, panelIds, title }: FigurePart, letter: string | null): Panel[] {
  const chosen = panelIds
    ? panelIds.flatMap((id) => figure.panels.find((panel) => panel.id === id) ?? [])
    : figure.panels;
  const places = placesOf(chosen, place);
  return chosen.map((panel, index) => ({
    ...panel,
    id: `${letter ?? 'a'}-${panel.id}`,
    ...(index === 0 && title !== undefined ? { title } : {}),
    placeMm: places[index]!,
    // The part has one letter; a figure of one part keeps those of its panels.
    ...(letter === null ? {} : { letter: index === 0 ? letter : null }),
  }));
}

/** Panels with places of their own are scaled into the part's; others share it evenly. */
function placesOf(panels: readonly Panel[], place: PlaceMm): PlaceMm[] {
  if (panels.length > 0 && panels.every(({ placeMm }) => placeMm)) {
    const area = areaOf(panels);
    const [across, down] = scalesOf(panels, area, place);
    return panels.map(({ placeMm }) => {
      const { x, y, width, height } = placeMm!;
      return {
        x: place.x + (x - area.x) * across,
        y: place.y + (y - area.y) * down,
        width: width * across,
        height: height * down,
      };
    });
  }
  const columns = columnsFor(panels.length, place);
  const rows = Math.ceil(panels.length / columns);
  const width = (place.width - gapMm * (columns - 1)) / columns;
  const height = (place.height - gapMm * (rows - 1)) / rows;
  return panels.map((_, index) => ({
    x: place.x + (index % columns) * (width + gapMm),
    y: place.y + Math.floor(index / columns) * (height + gapMm),
    width,
    height,
  }));
}

/** Panels of axes take any shape; images and what lines up with them keep theirs. */
function scalesOf(panels: readonly Panel[], area: PlaceMm, place: PlaceMm): [across: number, down: number] {
  const [across, down] = [place.width / area.width, place.height / area.height];
  const keepsShape = panels.some((panel) => panel.frame === 'none' && !panel.flow);
  return keepsShape ? [Math.min(across, down), Math.min(across, down)] : [across, down];
}

/** The smallest area with all of these panels: some of a figure take the place of the whole. */
function areaOf(panels: readonly Panel[]): PlaceMm {
  const places = panels.map(({ placeMm }) => placeMm!);
  const [x, y] = [Math.min(...places.map((one) => one.x)), Math.min(...places.map((one) => one.y))];
  return {
    x,
    y,
    width: Math.max(...places.map((one) => one.x + one.width)) - x,
    height: Math.max(...places.map((one) => one.y + one.height)) - y,
  };
}

/** As many columns as bring the cells closest to five to four. */
function columnsFor(count: number, { width, height }: PlaceMm): number {
  const misfit = (columns: number) =>
    Math.abs(Math.log(width / columns / (height / Math.ceil(count / columns)) / 1.25));
  return Array.from({ length: count }, (_, i) => i + 1).reduce(
    (best, columns) => (misfit(columns) < misfit(best) - 1e-9 ? columns : best),
    1,
  );
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)].filter((text) => text !== '');
