import type { Axis } from '#shared/figure.ts';

/** Steps that read well: 1, 2, 2.5 and 5 times a power of ten. */
const niceFactors = [1, 2, 2.5, 5, 10];

/** The smallest nice step that covers `span` with at most `count` steps. */
function niceStep(span: number, count: number): number {
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  return (niceFactors.find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10) * power;
}

/** Multiples of a nice step inside `[low, high]`. */
export function linearTicks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [low];
  const step = niceStep(high - low, count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Axes of at most so many times from end to end also show the 2 and 5 fold of powers of ten. */
const narrowLog = 100;

/** Powers of ten inside `[low, high]`; on a narrow axis also their 2 and 5 fold, on a very narrow one even steps. */
export function logTicks(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const exponents = Array.from({ length: Math.floor(Math.log10(high) + 1e-9) - first + 1 }, (_, i) => first + i);
  const factors = high / low <= narrowLog * (1 + 1e-9) ? [1, 2, 5] : [1];
  const inside = (steps: readonly number[]) =>
    exponents
      .flatMap((exponent) => steps.map((factor) => Number(`${factor}e${exponent}`)))
      .filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
  for (const steps of [factors, [1, 1.5, 2, 3, 5, 7]]) {
    const ticks = inside(steps);
    if (ticks.length > 2) return ticks;
  }
  return linearTicks(low, high, 4);
}

/** Widened to a round number; a wide axis to whole powers of ten. */
function logDomain(low: number, high: number): [number, number] {
  const factors = high / low <= narrowLog ? [1, 1.5, 2, 3, 4, 5, 7, 10] : [1, 10];
  const decade = (value: number) => Math.floor(Math.log10(value) + 1e-12);
  const below = factors.findLast((factor) => factor * 10 ** decade(low) <= low * (1 + 1e-9)) ?? 1;
  const above = factors.find((factor) => factor * 10 ** decade(high) >= high * (1 - 1e-9)) ?? 10;
  const domain: [number, number] = [Number(`${below}e${decade(low)}`), Number(`${above}e${decade(high)}`)];
  return domain[0] === domain[1] ? [domain[0] / 10, domain[1] * 10] : domain;
}

/** A short axis has few ticks but is widened as if it had so many, or bars on it would be short too. */
const leastSteps = 4;

/** The limits of an axis: those it asks for, else the data's, widened to whole steps. */
export function axisDomain(axis: Axis, extent: readonly [number, number], count: number): [number, number] {
  if (axis.domain) return axis.domain;
  if (axis.scale === 'category') return [-0.5, Math.max(1, axis.categories?.length ?? Math.floor(extent[1]) + 1) - 0.5];
  const [low, high] = extent;
  if (axis.scale === 'log') return logDomain(low, high);
  if (low === high) return low === 0 ? [-1, 1] : [low - Math.abs(low) / 2, high + Math.abs(high) / 2];
  const step = niceStep(high - low, Math.max(count, leastSteps));
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step].map((limit) =>
    Number(limit.toPrecision(12)),
  ) as [number, number];
}

export function axisTicks(axis: Axis, domain: readonly [number, number], count: number): number[] {
  const [low, high] = domain;
  const slack = Math.abs(high - low) * 1e-9;
  if (axis.ticks) return axis.ticks.filter((tick) => tick >= low - slack && tick <= high + slack);
  if (axis.scale === 'category') return Array.from({ length: Math.round(high - low) }, (_, i) => i);
  return axis.scale === 'log' ? logTicks(low, high) : linearTicks(low, high, count);
}

/** The labels of numeric ticks: equally many decimals, thin spaces between thousands from 10 000 on, a true minus sign. */
export function tickLabels(axis: Axis, ticks: readonly number[]): string[] {
  if (axis.scale === 'category') return ticks.map((tick) => axis.categories?.[tick] ?? String(tick));
  const largest = Math.max(...ticks.map(Math.abs));
  if (axis.scale === 'log') {
    const asPowers = ticks.some((tick) => tick >= 1e5 || tick < 1e-3);
    return ticks.map((tick) => (asPowers ? power(tick) : grouped(String(tick))));
  }
  if (largest >= 1e6 || (largest > 0 && largest < 1e-3)) return ticks.map(power);
  const decimals = Math.max(...ticks.map(decimalsOf));
  return ticks.map((tick) => grouped(tick.toFixed(decimals)));
}

const decimalsOf = (value: number): number => {
  const [, fraction = ''] = String(Number(value.toPrecision(6))).split('.');
  return Math.min(fraction.length, 6);
};

/** A number as plain text for a reader: three significant digits unless it is whole. */
export function readableNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return grouped(String(value));
  const magnitude = Math.abs(value);
  if (magnitude >= 1e6 || magnitude < 1e-3) return withMinus(value.toExponential(2));
  return grouped(String(Number(value.toPrecision(magnitude >= 100 ? 4 : 3))));
}

/** As a product with a power of ten, in the markup of `text-runs.ts`. */
function power(value: number): string {
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(value)) + 1e-12);
  const mantissa = Number((value / 10 ** exponent).toPrecision(6));
  const text = `10^{${exponent}}`;
  return withMinus(mantissa === 1 ? text : `${mantissa} × ${text}`);
}

function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const digits = whole.replace('-', '');
  const spaced = digits.length > 4 ? digits.replaceAll(/\B(?=(\d{3})+$)/g, '\u2009') : digits;
  return withMinus(`${whole.startsWith('-') ? '-' : ''}${spaced}${fraction === undefined ? '' : `.${fraction}`}`);
}

const withMinus = (text: string): string => text.replaceAll('-', '\u2212');
