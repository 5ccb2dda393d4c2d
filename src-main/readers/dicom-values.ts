import type { DataSet } from 'dicom-parser';
import type { Vec3 } from '#shared/imaging/geometry.ts';

/** DICOM's character sets that a TextDecoder knows under another name; all others are read as Latin 1. */
const encodings: Record<string, string> = {
  'ISO_IR 192': 'utf-8',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'windows-1254',
  'ISO_IR 13': 'shift_jis',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

/** A text value without its padding, in the character set of `root` (items of sequences inherit it); '' where absent. */
export function textOf(dataSet: DataSet, tag: string, root: DataSet = dataSet): string {
  const element = dataSet.elements[tag];
  if (!element || element.length === 0) return '';
  const bytes = dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  const charset = root.string('x00080005') ?? '';
  const encoding = encodings[charset.split('\\').at(-1)?.trim() ?? ''] ?? 'latin1';
  return new TextDecoder(encoding).decode(bytes).replace(/\0/g, '').trim();
}

export const integerOf = (dataSet: DataSet, tag: string): number | null => finite(dataSet.uint16(tag));

/** The numbers of a decimal or integer string; null where absent, of another count, or not numbers. */
export function decimalsOf(dataSet: DataSet, tag: string, count: number): number[] | null {
  const text = dataSet.string(tag);
  if (!text) return null;
  const values = text.split('\\').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  return values.length === count && values.every(Number.isFinite) ? values : null;
}

export const decimalOf = (dataSet: DataSet, tag: string): number | null => decimalsOf(dataSet, tag, 1)?.[0] ?? null;

export const pointOf = (dataSet: DataSet, tag: string): Vec3 | null => decimalsOf(dataSet, tag, 3) as Vec3 | null;

/** A date, or the day of a date and time, as `2026-01-31`; null for what is no day of the calendar. */
export function dateOf(text: string): string | null {
  const parts = /^(\d{4})([.-]?)(\d{2})\2(\d{2})/.exec(text);
  if (!parts) return null;
  const iso = `${parts[1]}-${parts[3]}-${parts[4]}`;
  const day = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== iso ? null : iso;
}

/** The data sets of a sequence; empty where absent. */
export const itemsOf = (dataSet: DataSet | undefined, tag: string): DataSet[] =>
  (dataSet?.elements[tag]?.items ?? []).flatMap((item) => (item.dataSet ? [item.dataSet] : []));

const finite = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : value;
