import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { DOMParser, type Element, onErrorStopParsing } from '@xmldom/xmldom';
import { AppError } from '#shared/errors.ts';

export const ratingNames = [
  'subtlety',
  'internalStructure',
  'calcification',
  'sphericity',
  'margin',
  'lobulation',
  'spiculation',
  'texture',
  'malignancy',
] as const;
export type RatingName = (typeof ratingNames)[number];

/** What one reader drew around a nodule in one slice. */
export interface Outline {
  /** The slice, by its object; '' where the file does not say. */
  readonly sopUid: string;
  readonly zMm: number;
  /** False: a hole to be taken out. */
  readonly inclusion: boolean;
  /** Column, row of each point in turn, from 0. The points lie just outside the nodule. */
  readonly points: Int16Array;
}

/** A nodule of 3 mm or more as one reader marked it. */
export interface Mark {
  /** Place of the reading in the file, from 1; the same number is not the same person in another scan. */
  readonly reader: number;
  /** Ratings from 1 to 5 or 6. */
  readonly ratings: Readonly<Partial<Record<RatingName, number>>>;
  readonly outlines: readonly Outline[];
}

export interface MarksFile {
  readonly seriesUid: string;
  readonly readers: number;
  readonly marks: readonly Mark[];
  /** Nodules below 3 mm: points without ratings, which are no lesions here. */
  readonly smallCount: number;
}

/** The largest published file has 5 MB. */
const mostBytes = 16_000_000;
const mostTags = 1_500_000;
const largestIndex = 4095;

/**
 * Reads the readers' marks of one CT scan (LIDC's XML). Refuses files of another kind with `unsupported` and broken or
 * oversized ones with `unreadable-file`. A document type, and with it every entity, is refused.
 */
export async function readMarksFile(path: string): Promise<MarksFile> {
  const name = basename(path);
  const { size } = await stat(path);
  if (size > mostBytes) throw new AppError('unreadable-file', `“${name}” is too big for a file of reader marks.`);
  return parseMarks(await readFile(path, 'utf8'), name);
}

export function parseMarks(text: string, name: string): MarksFile {
  if (/<!DOCTYPE|<!ENTITY/i.test(text))
    throw new AppError('unreadable-file', `“${name}” declares a document type, which files of reader marks never do.`);
  assertModest(text, name);
  const root = parseRoot(text, name);
  if (root.localName !== 'LidcReadMessage')
    throw new AppError('unsupported', `“${name}” holds no reader marks of a CT scan.`);
  const header = child(root, 'ResponseHeader');
  const seriesUid = header ? textOf(header, 'SeriesInstanceUid') || textOf(header, 'SeriesInstanceUID') : '';
  const sessions = children(root, 'readingSession');
  const marks: Mark[] = [];
  let smallCount = 0;
  sessions.forEach((session, index) => {
    for (const nodule of children(session, 'unblindedReadNodule')) {
      const mark = markOf(nodule, index + 1);
      if (mark) marks.push(mark);
      else smallCount++;
    }
  });
  return { seriesUid, readers: sessions.length, marks, smallCount };
}

/** Depth and number of tags, before anything is built of them. */
function assertModest(text: string, name: string): void {
  let [tags, depth] = [0, 0];
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    const next = text.charCodeAt(at + 1);
    if (next === 0x21 || next === 0x3f) continue;
    tags++;
    if (next === 0x2f) depth--;
    else {
      const end = text.indexOf('>', at);
      if (text.charCodeAt(end - 1) !== 0x2f) depth++;
    }
    if (tags > mostTags || depth > 32)
      throw new AppError('unreadable-file', `“${name}” is too deep or too long for a file of reader marks.`);
  }
}

function parseRoot(text: string, name: string): Element {
  try {
    const root = new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, 'text/xml').documentElement;
    if (root) return root;
  } catch (cause) {
    throw new AppError('unreadable-file', `“${name}” is not well-formed XML.`, { cause });
  }
  throw new AppError('unreadable-file', `“${name}” is empty.`);
}

/** Null for a nodule below 3 mm, which has one point and no ratings. */
function markOf(nodule: Element, reader: number): Mark | null {
  const rated = child(nodule, 'characteristics');
  const ratings: Partial<Record<RatingName, number>> = {};
  for (const name of ratingNames) {
    const value = rated ? Number(textOf(rated, name) || Number.NaN) : Number.NaN;
    if (Number.isInteger(value) && value >= 1 && value <= 6) ratings[name] = value;
  }
  if (Object.keys(ratings).length === 0) return null;
  const outlines = children(nodule, 'roi')
    .map(outlineOf)
    .filter(({ points }) => points.length > 0);
  return outlines.length > 0 ? { reader, ratings, outlines } : null;
}

function outlineOf(roi: Element): Outline {
  const points: number[] = [];
  for (const edge of children(roi, 'edgeMap')) {
    const [x, y] = [Number(textOf(edge, 'xCoord') || Number.NaN), Number(textOf(edge, 'yCoord') || Number.NaN)];
    if (![x, y].every((index) => Number.isInteger(index) && index >= 0 && index <= largestIndex))
      throw new AppError('unreadable-file', 'A point of an outline is no pixel of a slice.');
    points.push(x, y);
  }
  const zMm = Number(textOf(roi, 'imageZposition') || Number.NaN);
  return {
    sopUid: textOf(roi, 'imageSOP_UID'),
    zMm,
    inclusion: textOf(roi, 'inclusion').toUpperCase() !== 'FALSE',
    points: Int16Array.from(points),
  };
}

function children(parent: Element, name: string): Element[] {
  const found: Element[] = [];
  for (let node = parent.firstChild; node; node = node.nextSibling)
    if (node.nodeType === 1 && (node as Element).localName === name) found.push(node as Element);
  return found;
}

function child(parent: Element, name: string): Element | null {
  for (let node = parent.firstChild; node; node = node.nextSibling)
    if (node.nodeType === 1 && (node as Element).localName === name) return node as Element;
  return null;
}

const textOf = (parent: Element, name: string): string => (child(parent, name)?.textContent ?? '').trim();
