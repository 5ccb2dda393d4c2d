import { type PlacedBox, placedBoxes } from '../mark-geometry.ts';
import { pixel } from '../series-looks.ts';
import { boxPointLook, boxPoints } from './box-points.ts';
import type { MarkProps } from './mark-props.ts';
import { Marker } from './marker.tsx';

const tint = 0.16;
const capShare = 0.45;

/** Box, whiskers, the data as a swarm, the median above them and a diamond for the mean. */
export function BoxMarks({ series, look, space }: MarkProps<'boxes'>) {
  const { style } = space;
  const { sizes } = style;
  const { radius, opacity } = boxPointLook(series, space);
  return (
    <g>
      {placedBoxes(series, space).map((box, i) => (
        <g key={i}>
          <path d={whiskers(box)} fill="none" stroke={look.colour} strokeWidth={sizes.axisLine * 1.5} />
          <rect
            x={box.middle - box.width / 2}
            y={Math.min(box.q1, box.q3)}
            width={box.width}
            height={Math.abs(box.q1 - box.q3)}
            fill={look.colour}
            fillOpacity={tint}
            stroke={look.colour}
            strokeWidth={sizes.axisLine * 1.5}
          />
          {boxPoints(series, i, box, space).map(({ x, y }, k) => (
            <circle key={k} cx={x} cy={y} r={radius} fill={look.colour} fillOpacity={opacity} />
          ))}
          <path
            d={`M${pixel(box.middle - box.width / 2)} ${pixel(box.median)}H${pixel(box.middle + box.width / 2)}`}
            stroke={style.ink}
            strokeWidth={sizes.seriesLine * 1.25}
          />
          {box.mean !== null && (
            <>
              <Marker shape="diamond" x={box.middle} y={box.mean} radius={sizes.point * 1.25} fill={style.ink} />
              <Marker shape="diamond" x={box.middle} y={box.mean} radius={sizes.point * 0.8} fill={style.surface} />
            </>
          )}
        </g>
      ))}
    </g>
  );
}

function whiskers({ middle, width, low, q1, q3, high }: PlacedBox): string {
  const half = (width * capShare) / 2;
  const cap = (y: number) => `M${pixel(middle - half)} ${pixel(y)}H${pixel(middle + half)}`;
  const line = (from: number, to: number) => `M${pixel(middle)} ${pixel(from)}V${pixel(to)}`;
  return `${line(high, q3)}${line(q1, low)}${cap(high)}${cap(low)}`;
}
