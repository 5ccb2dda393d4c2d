import { colourOf } from './colour-scales.ts';
import type { DrawingStyle } from './drawing-style.ts';
import { LegendKey } from './legend-key.tsx';
import { figureFont } from './measure-text.ts';
import type { PanelLayout, PlacedColourBar, PlacedLegendItem, PlacedText } from './panel-layout.ts';
import { superscriptRise, superscriptSize, textRuns } from './text-runs.ts';

interface PanelTextProps {
  readonly layout: PanelLayout;
  readonly style: DrawingStyle;
  readonly hidden: ReadonlySet<string>;
  /** Absent on paper. */
  readonly onToggle?: (seriesIds: readonly string[]) => void;
}

/** Everything written in a panel, and the keys, bars and lines that belong to it. */
export function PanelText({ layout, style, hidden, onToggle }: PanelTextProps) {
  return (
    <svg className="figure-text" width={layout.width} height={layout.height} fontFamily={figureFont} fill={style.ink}>
      {layout.lines.map(({ points, width, colour, opacity }, i) => (
        <path
          key={i}
          d={`M${points.map(({ x, y }) => `${x} ${y}`).join('L')}`}
          fill="none"
          stroke={colour}
          strokeWidth={width}
          {...(opacity === undefined ? {} : { strokeOpacity: opacity })}
        />
      ))}
      {layout.colourBars.map((bar, i) => (
        <ColourBar key={i} bar={bar} style={style} />
      ))}
      {layout.sizeKeys.map(({ x, y, radius }) => (
        <circle key={y} cx={x} cy={y} r={radius} fill="none" stroke={style.ink} strokeWidth={style.sizes.axisLine} />
      ))}
      {layout.texts.map((placed) => (
        <Text key={`${placed.x} ${placed.y} ${placed.text}`} placed={placed} />
      ))}
      {layout.keys.map((key) => (
        <LegendKey key={`${key.x} ${key.y}`} placed={key} style={style} />
      ))}
      {layout.legend.map((item) => (
        <LegendItem
          key={item.seriesIds.join(' ')}
          item={item}
          style={style}
          shown={!item.seriesIds.some((id) => hidden.has(id))}
          {...(onToggle ? { onToggle } : {})}
        />
      ))}
    </svg>
  );
}

function Text({ placed }: { placed: PlacedText }) {
  const { text, x, y, anchor, size, bold, colour, rotate } = placed;
  return (
    <text
      x={x}
      y={y}
      fontSize={size}
      {...(anchor === 'start' ? {} : { textAnchor: anchor })}
      {...(bold ? { fontWeight: 'bold' } : {})}
      {...(colour ? { fill: colour } : {})}
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

const barSteps = 64;

/** Steps from the low end up, each reaching to the top so that no seams show between them. */
function ColourBar({ bar: { rect, scale }, style }: { bar: PlacedColourBar; style: DrawingStyle }) {
  const [low, high] = scale.domain;
  return (
    <g>
      {Array.from({ length: barSteps }, (_, i) => (
        <rect
          key={i}
          x={rect.x}
          y={rect.y}
          width={rect.width}
          height={rect.height * (1 - i / barSteps)}
          fill={colourOf(scale, low + ((high - low) * (i + 0.5)) / barSteps)}
        />
      ))}
      <rect {...rect} fill="none" stroke={style.ink} strokeWidth={style.sizes.axisLine * 0.8} />
    </g>
  );
}

interface LegendItemProps {
  readonly item: PlacedLegendItem;
  readonly style: DrawingStyle;
  readonly shown: boolean;
  readonly onToggle?: (seriesIds: readonly string[]) => void;
}

function LegendItem({ item, style, shown, onToggle }: LegendItemProps) {
  const { seriesIds, box } = item;
  const content = (
    <>
      <LegendKey placed={item.key} style={style} />
      {item.texts.map((placed) => (
        <Text key={`${placed.y} ${placed.text}`} placed={placed} />
      ))}
    </>
  );
  if (!onToggle || seriesIds.length === 0) return <g>{content}</g>;
  const toggle = () => onToggle(seriesIds);
  return (
    <g
      className="figure-legend-item"
      role="checkbox"
      aria-checked={shown}
      aria-label={item.texts.map((placed) => placed.text).join(' ')}
      tabIndex={0}
      opacity={shown ? 1 : 0.4}
      onClick={(event) => {
        event.stopPropagation();
        toggle();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        event.stopPropagation();
        toggle();
      }}
    >
      <rect {...box} fill="none" pointerEvents="all" />
      {content}
    </g>
  );
}
