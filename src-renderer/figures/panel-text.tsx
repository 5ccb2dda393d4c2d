import { figureFont } from './measure-text.ts';
import type { DrawingStyle } from './palette.ts';
import type { PanelLayout, PlacedKey, PlacedLegendItem, PlacedText } from './panel-layout.ts';
import { dashPattern } from './series-marks.tsx';
import { superscriptRise, superscriptSize, textRuns } from './text-runs.ts';

interface PanelTextProps {
  readonly layout: PanelLayout;
  readonly style: DrawingStyle;
  readonly hidden: ReadonlySet<string>;
  /** Absent on paper. */
  readonly onToggle?: (seriesId: string) => void;
}

/** Everything written in a panel: titles, tick labels, legend, notes, numbers at risk. */
export function PanelText({ layout, style, hidden, onToggle }: PanelTextProps) {
  return (
    <svg className="figure-text" width={layout.width} height={layout.height} fontFamily={figureFont} fill={style.ink}>
      {layout.texts.map((placed) => (
        <Text key={`${placed.x} ${placed.y} ${placed.text}`} placed={placed} />
      ))}
      {layout.keys.map((key) => (
        <Key key={`${key.x} ${key.y}`} placed={key} style={style} />
      ))}
      {layout.legend.map((item) => (
        <LegendItem
          key={item.seriesId ?? 'censored'}
          item={item}
          style={style}
          shown={item.seriesId === null || !hidden.has(item.seriesId)}
          {...(onToggle ? { onToggle } : {})}
        />
      ))}
    </svg>
  );
}

function Text({ placed }: { placed: PlacedText }) {
  const { text, x, y, anchor, size, bold, rotate } = placed;
  return (
    <text
      x={x}
      y={y}
      fontSize={size}
      {...(anchor === 'start' ? {} : { textAnchor: anchor })}
      {...(bold ? { fontWeight: 'bold' } : {})}
      {...(rotate ? { transform: `rotate(${rotate} ${x} ${y})` } : {})}
    >
      {textRuns(text).map((run, i) => {
        if (!run.italic && !run.superscript && run.shift === 0) return run.text;
        return (
          <tspan
            key={`${i} ${run.text}`}
            {...(run.italic ? { fontStyle: 'italic' } : {})}
            {...(run.superscript ? { fontSize: size * superscriptSize } : {})}
            {...(run.shift === 0 ? {} : { dy: run.shift * size * superscriptRise })}
          >
            {run.text}
          </tspan>
        );
      })}
    </text>
  );
}

interface LegendItemProps {
  readonly item: PlacedLegendItem;
  readonly style: DrawingStyle;
  readonly shown: boolean;
  readonly onToggle?: (seriesId: string) => void;
}

function LegendItem({ item, style, shown, onToggle }: LegendItemProps) {
  const { seriesId, box } = item;
  const content = (
    <>
      <Key placed={item.key} style={style} />
      {item.texts.map((placed) => (
        <Text key={`${placed.y} ${placed.text}`} placed={placed} />
      ))}
    </>
  );
  if (!onToggle || seriesId === null) return <g>{content}</g>;
  const toggle = () => onToggle(seriesId);
  return (
    <g
      className="figure-legend-item"
      role="checkbox"
      aria-checked={shown}
      aria-label={item.texts.map((placed) => placed.text).join(' ')}
      tabIndex={0}
      opacity={shown ? 1 : 0.4}
      onClick={toggle}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        toggle();
      }}
    >
      <rect {...box} fill="none" pointerEvents="all" />
      {content}
    </g>
  );
}

/** The sign of a series. */
function Key({ placed, style }: { placed: PlacedKey; style: DrawingStyle }) {
  const { x, y, width, glyph, colour, band } = placed;
  const { sizes } = style;
  const fill = colour === null ? style.ink : style.colours[colour]!;
  const middle = x + width / 2;
  switch (glyph) {
    case 'points':
      return <circle cx={middle} cy={y} r={sizes.point * 1.15} fill={fill} />;
    case 'bars':
      return (
        <rect x={x + width * 0.2} y={y - sizes.text * 0.4} width={width * 0.6} height={sizes.text * 0.8} fill={fill} />
      );
    case 'censored': {
      const half = sizes.censorTick / 2;
      return (
        <line x1={middle} x2={middle} y1={y - half} y2={y + half} stroke={fill} strokeWidth={sizes.seriesLine * 0.75} />
      );
    }
    default:
      return (
        <>
          {band && (
            <rect
              x={x}
              y={y - sizes.text * 0.4}
              width={width}
              height={sizes.text * 0.8}
              fill={fill}
              fillOpacity={0.18}
            />
          )}
          <line
            x1={x}
            x2={x + width}
            y1={y}
            y2={y}
            stroke={fill}
            strokeWidth={sizes.seriesLine}
            {...(glyph === 'dashed' ? { strokeDasharray: dashPattern(sizes.seriesLine) } : {})}
          />
        </>
      );
  }
}
