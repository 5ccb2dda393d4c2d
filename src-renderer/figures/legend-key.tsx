import type { DrawingStyle } from './drawing-style.ts';
import { Marker } from './marks/marker.tsx';
import type { PlacedKey } from './panel-layout.ts';
import { dashArray } from './series-looks.ts';
import { bandOpacity } from './series-marks.tsx';

/** The sign of a series in a legend or a table. */
export function LegendKey({ placed, style }: { placed: PlacedKey; style: DrawingStyle }) {
  const { x, y, width, glyph, look, band } = placed;
  const { sizes } = style;
  const colour = look?.colour ?? style.ink;
  const middle = x + width / 2;
  const swatch = { x: x + width * 0.2, y: y - sizes.text * 0.4, width: width * 0.6, height: sizes.text * 0.8 };
  const marker = (radius: number) => (
    <Marker shape={look?.marker ?? 'circle'} x={middle} y={y} radius={radius} fill={colour} />
  );
  switch (glyph) {
    case 'points':
    case 'dots':
      return marker(sizes.point * 1.15);
    case 'bars':
    case 'cells':
    case 'raster':
      return <rect {...swatch} fill={colour} />;
    case 'bins':
      return <rect {...swatch} fill={colour} fillOpacity={0.75} />;
    case 'filled':
      return <rect {...swatch} fill={colour} fillOpacity={0.4} />;
    case 'boxes':
      return <rect {...swatch} fill={colour} fillOpacity={0.16} stroke={colour} strokeWidth={sizes.axisLine * 1.5} />;
    case 'intervals':
    case 'joined':
      return (
        <>
          <line
            x1={x}
            x2={x + width}
            y1={y}
            y2={y}
            stroke={colour}
            strokeWidth={glyph === 'joined' ? sizes.seriesLine : sizes.axisLine * 1.5}
            {...(look?.dashes && glyph === 'joined'
              ? { strokeDasharray: dashArray(look.dashes, sizes.seriesLine) }
              : {})}
          />
          {marker(sizes.point * 1.3)}
        </>
      );
    case 'censored': {
      const half = sizes.censorTick / 2;
      return (
        <line
          x1={middle}
          x2={middle}
          y1={y - half}
          y2={y + half}
          stroke={colour}
          strokeWidth={sizes.seriesLine * 0.75}
        />
      );
    }
    case 'line':
    case 'step':
    case 'contours':
      return (
        <>
          {band && (
            <rect
              x={x}
              y={y - sizes.text * 0.4}
              width={width}
              height={sizes.text * 0.8}
              fill={colour}
              fillOpacity={bandOpacity}
            />
          )}
          <line
            x1={x}
            x2={x + width}
            y1={y}
            y2={y}
            stroke={colour}
            strokeWidth={sizes.seriesLine}
            {...(look?.dashes ? { strokeDasharray: dashArray(look.dashes, sizes.seriesLine) } : {})}
          />
        </>
      );
  }
}
