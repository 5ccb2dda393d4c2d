import { useMemo } from 'react';
import { colourOf } from '../colour-scales.ts';
import { binRects, type ContourSeries, cellRects, dotRadius, rasterRect } from '../mark-geometry.ts';
import type { PlotScale } from '../plot-geometry.ts';
import { rasterImage } from '../raster-image.ts';
import { pixel } from '../series-looks.ts';
import type { MarkProps } from './mark-props.ts';

/** Bars of a histogram that touch but for a hair; see-through where several histograms lie over each other. */
export function BinMarks({ series, look, space }: MarkProps<'bins'>) {
  const several = space.panel.series.filter((one) => one.mark === 'bins').length > 1;
  const hair = space.style.sizes.axisLine * 0.4;
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

/** Lines of equal level, or areas that grow denser with the level. Rings inside rings are holes. */
export function ContourMarks({ series, look, space }: MarkProps<'contours'>) {
  const { sizes } = space.style;
  return (
    <g>
      {series.levels.map(({ rings }, i) => {
        const d = ringsPath(rings, space.scale);
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

/** Vertices nearer than so many pixels to the last one drawn add nothing but size. */
const finest = 0.25;

function ringsPath(rings: ContourSeries['levels'][number]['rings'], scale: PlotScale): string {
  return rings
    .flat()
    .map((ring) => {
      const kept: { x: number; y: number }[] = [];
      for (const [x, y] of ring) {
        const point = { x: scale.x(x), y: scale.y(y) };
        const last = kept.at(-1);
        if (!last || Math.hypot(point.x - last.x, point.y - last.y) >= finest) kept.push(point);
      }
      return kept.length < 3 ? '' : `M${kept.map(({ x, y }) => `${pixel(x)} ${pixel(y)}`).join('L')}Z`;
    })
    .join('');
}

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
