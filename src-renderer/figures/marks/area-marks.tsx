import { useMemo } from 'react';
import { colourOf } from '../colour-scales.ts';
import { binRects, type ContourSeries, cellRects, dotRadius, rasterRect } from '../mark-geometry.ts';
import { clipSegment, type PlotScale, type Rect } from '../plot-geometry.ts';
import { rasterImage } from '../raster-image.ts';
import { pixel } from '../series-looks.ts';
import type { MarkProps } from './mark-props.ts';

/** Bars of a histogram that touch but for a hair; see-through where several histograms lie over each other. */
export function BinMarks({ series, look, space }: MarkProps<'bins'>) {
  const several = space.panel.series.filter((one) => one.mark === 'bins').length > 1;
  const hair = space.style.sizes.axisLine * 0.8;
  return (
    <g fill={look.colour} fillOpacity={several ? 0.5 : 0.75}>
      {binRects(series, space).map((rect, i) => (
        <rect
          key={i}
          x={rect.x + hair / 2}
          y={rect.y + (series.along === 'y' ? hair / 2 : 0)}
          width={Math.max(0.1, rect.width - (series.along === 'x' ? hair : 0))}
          height={Math.max(0, rect.height - (series.along === 'y' ? hair : 0))}
        />
      ))}
    </g>
  );
}

/** Dots by size and value, small ones above large ones. */
export function DotMarks({ series, look, space }: MarkProps<'dots'>) {
  const { panel, scale, style } = space;
  const radius = dotRadius(space);
  const points = [...series.points].sort((a, b) => b.size - a.size);
  return (
    <g {...(panel.sizeScale ? { stroke: style.ink, strokeWidth: style.sizes.axisLine * 0.6 } : {})}>
      {points.map((point, i) => (
        <circle
          key={i}
          cx={scale.x(point.x)}
          cy={scale.y(point.y)}
          r={radius(point.size)}
          fill={panel.colourScale ? colourOf(panel.colourScale, point.value) : look.colour}
        />
      ))}
    </g>
  );
}

const fillOpacity = 0.14;

/**
 * Lines of equal level, or areas that grow denser with the level. Rings inside rings are holes. A line that leaves the
 * plot ends at its edge.
 */
export function ContourMarks({ series, look, space, plot }: MarkProps<'contours'>) {
  const { sizes } = space.style;
  return (
    <g>
      {series.levels.map(({ rings }, i) => {
        const drawn = rings.flat().map((ring) => ringPoints(ring, space.scale));
        const d = drawn.map((points) => (series.filled ? closedPath(points) : clippedPath(points, plot))).join('');
        if (d === '') return null;
        return series.filled ? (
          <path key={i} d={d} fill={look.colour} fillOpacity={fillOpacity} fillRule="evenodd" />
        ) : (
          <path
            key={i}
            d={d}
            fill="none"
            stroke={look.colour}
            strokeWidth={sizes.axisLine * 1.4}
            strokeLinejoin="round"
          />
        );
      })}
    </g>
  );
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Vertices nearer than so many pixels to the last one drawn add nothing but size. */
const finest = 0.25;

function ringPoints(ring: ContourSeries['levels'][number]['rings'][number][number], scale: PlotScale): Point[] {
  const kept: Point[] = [];
  for (const [x, y] of ring) {
    const point = { x: scale.x(x), y: scale.y(y) };
    const last = kept.at(-1);
    if (!last || Math.hypot(point.x - last.x, point.y - last.y) >= finest) kept.push(point);
  }
  return kept;
}

const place = ({ x, y }: Point): string => `${pixel(x)} ${pixel(y)}`;

const closedPath = (points: readonly Point[]): string => (points.length < 3 ? '' : `M${points.map(place).join('L')}Z`);

/** The parts of a ring that lie in the plot. */
function clippedPath(points: readonly Point[], plot: Rect): string {
  if (points.every((point) => isWithin(point, plot))) return closedPath(points);
  let path = '';
  let pen: Point | null = null;
  points.forEach((from, i) => {
    const part = clipSegment(from, points[(i + 1) % points.length]!, plot);
    if (!part) return;
    const [start, end] = part;
    if (pen?.x !== start.x || pen.y !== start.y) path += `M${place(start)}`;
    path += `L${place(end)}`;
    pen = end;
  });
  return path;
}

const isWithin = ({ x, y }: Point, plot: Rect): boolean =>
  x >= plot.x && x <= plot.x + plot.width && y >= plot.y && y <= plot.y + plot.height;

/** An image of the values, as pixels of its own. */
export function RasterMark({ series, space }: MarkProps<'raster'>) {
  const { x, y, width, height } = rasterRect(series, space);
  const image = useMemo(() => rasterImage(series, width, height), [series, width, height]);
  return (
    <image
      href={image}
      x={x}
      y={y}
      width={width}
      height={height}
      preserveAspectRatio="none"
      {...(series.opacity < 1 ? { opacity: series.opacity } : {})}
    />
  );
}

/** Cells that touch but for a hair; their text is part of the layout. */
export function CellMarks({ series, look, space }: MarkProps<'cells'>) {
  const { panel, style } = space;
  const hair = style.sizes.axisLine;
  return (
    <g>
      {cellRects(series, space).map((rect, i) => (
        <rect
          key={i}
          x={rect.x + hair / 2}
          y={rect.y + hair / 2}
          width={rect.width - hair}
          height={rect.height - hair}
          fill={panel.colourScale ? colourOf(panel.colourScale, series.cells[i]!.value) : look.colour}
        />
      ))}
    </g>
  );
}
