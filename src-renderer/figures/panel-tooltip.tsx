import type { DrawingStyle } from './drawing-style.ts';
import type { PointedAt } from './nearest-datum.ts';
import type { PanelLayout } from './panel-layout.ts';

interface PanelTooltipProps {
  readonly pointed: PointedAt;
  readonly layout: PanelLayout;
  readonly style: DrawingStyle;
  /** Whether a click opens the lesion of the datum. */
  readonly opens: boolean;
}

/** In a very small panel the box may reach beyond it. */
const leastRoom = 140;

/** A ring around the datum under the pointer and a box that reads it, on the side of the plot with more room. */
export function PanelTooltip({ pointed, layout, style, opens }: PanelTooltipProps) {
  const { at, heading, rows, subject } = pointed;
  const distance = style.sizes.gap * 4;
  const isRight = at.x > layout.plot.x + layout.plot.width / 2;
  const room = Math.max(leastRoom, (isRight ? at.x : layout.width - at.x) - distance);
  const sideways = {
    ...(isRight ? { right: layout.width - at.x + distance } : { left: at.x + distance }),
    maxWidth: `min(20rem, ${room}px)`,
  };
  return (
    <>
      <svg className="figure-text" width={layout.width} height={layout.height}>
        <circle
          cx={at.x}
          cy={at.y}
          r={style.sizes.point * 2}
          fill="none"
          stroke={style.ink}
          strokeWidth={style.sizes.seriesLine * 0.75}
        />
      </svg>
      <div className="figure-tooltip" role="status" style={{ top: Math.max(0, at.y - distance), ...sideways }}>
        <div>{heading}</div>
        {rows.map((row) => (
          <div key={row.label}>
            <span className="figure-tooltip-key" style={{ background: style.colours[row.colour] }} />
            {row.label} {row.text}
          </div>
        ))}
        {opens && subject !== null && <div>Click to open the lesion</div>}
      </div>
    </>
  );
}
