import type { Quantity } from '#shared/domain/entities.ts';
import { quantityText } from '#shared/statistics/wording.ts';

const integer = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export const formatCount = (count: number): string => integer.format(count);

/** `1 lesion`, `12,000 lesions`. */
export const countOf = (count: number, noun: string, plural = `${noun}s`): string =>
  `${formatCount(count)} ${count === 1 ? noun : plural}`;

/** Three significant digits; whole numbers as they are; powers of ten outside 1e-4 .. 1e7. */
export function formatNumber(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e7) return value.toExponential(2).replaceAll('-', '\u2212');
  if (Number.isInteger(value) || size >= 1000) return integer.format(value).replace('-', '\u2212');
  return value.toPrecision(3).replace('-', '\u2212');
}

/** `estimate (low–high) unit`, or why there is none. */
export function formatQuantity(quantity: Quantity): string {
  const text = quantityText(quantity, formatNumber);
  return 'unavailable' in quantity || !quantity.unit ? text : `${text} ${quantity.unit}`;
}

/** `184.5 M`, as parameter counts are written. */
export function formatCompact(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toFixed(1)} G`;
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M`;
  if (value >= 1e3) return `${(value / 1e3).toFixed(1)} k`;
  return String(value);
}

export function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  if (bytes >= 1e3) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${bytes} B`;
}

/** `45 s`, `3 min 20 s`, `2 h 05 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Date and time of the user's own clock, `2026-03-02 14:05`: sorts as it reads. */
export function formatTime(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The time of day of the user's own clock, `14:05:09`. */
export function formatClock(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : date.toTimeString().slice(0, 8);
}

/** The last part of a path of either kind of machine. */
export const baseName = (path: string): string => path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
