import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { walkXml, type XmlVisitor } from './walk-xml.ts';

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

/** Published files have a few megabytes. */
const mostBytes = 16_000_000;
const largestIndex = 4095;

/**
 * Reads the readers' marks of one CT scan (LIDC's XML). Refuses files of another kind with `unsupported` and broken or
 * oversized ones with `unreadable-file`.
 */
export async function readMarksFile(path: string): Promise<MarksFile> {
  const name = basename(path);
  const { size } = await stat(path);
  if (size > mostBytes) throw new AppError('unreadable-file', `“${name}” is too big for a file of reader marks.`);
  return parseMarks(await readFile(path, 'utf8'), name);
}

export function parseMarks(text: string, name: string): MarksFile {
  const reading = new MarksReading();
  const fault = walkXml(text, reading);
  if (fault === null && reading.root !== 'LidcReadMessage')
    throw new AppError('unsupported', `“${name}” holds no reader marks of a CT scan.`);
  if (fault !== null) throw new AppError('unreadable-file', `“${name}” cannot be read as XML: ${fault}.`);
  return reading.result();
}

/** Takes what stands in its place from the walk through a file; everything else is passed over. */
class MarksReading implements XmlVisitor {
  root = '';
  #seriesUid = '';
  #readers = 0;
  #smallCount = 0;
  readonly #marks: Mark[] = [];
  #ratings: Partial<Record<RatingName, number>> | null = null;
  #outlines: Outline[] = [];
  #roi = { sopUid: '', zMm: Number.NaN, inclusion: true };
  #points: number[] = [];
  #edge = { x: Number.NaN, y: Number.NaN };

  open(name: string): void {
    if (this.root === '') this.root = name;
    if (name === 'readingSession') this.#readers++;
    else if (name === 'unblindedReadNodule') [this.#ratings, this.#outlines] = [{}, []];
    else if (name === 'roi') [this.#roi, this.#points] = [{ sopUid: '', zMm: Number.NaN, inclusion: true }, []];
    else if (name === 'edgeMap') this.#edge = { x: Number.NaN, y: Number.NaN };
  }

  close(name: string, text: string, parent: string): void {
    if (parent === 'edgeMap') {
      if (name === 'xCoord') this.#edge.x = numberOf(text);
      else if (name === 'yCoord') this.#edge.y = numberOf(text);
    } else if (parent === 'roi') this.#closeInRoi(name, text);
    else if (parent === 'characteristics') this.#rate(name, text);
    else if (parent === 'unblindedReadNodule' && name === 'roi') this.#closeRoi();
    else if (parent === 'readingSession' && name === 'unblindedReadNodule') this.#closeNodule();
    else if (parent === 'ResponseHeader' && name.toLowerCase() === 'seriesinstanceuid') this.#seriesUid = text;
  }

  result(): MarksFile {
    return { seriesUid: this.#seriesUid, readers: this.#readers, marks: this.#marks, smallCount: this.#smallCount };
  }

  #closeInRoi(name: string, text: string): void {
    if (name === 'imageSOP_UID') this.#roi.sopUid = text;
    else if (name === 'imageZposition') this.#roi.zMm = numberOf(text);
    else if (name === 'inclusion') this.#roi.inclusion = text.toUpperCase() !== 'FALSE';
    else if (name === 'edgeMap') {
      const { x, y } = this.#edge;
      if (!isPixel(x) || !isPixel(y))
        throw new AppError('unreadable-file', 'A point of an outline is no pixel of a slice.');
      this.#points.push(x, y);
    }
  }

  #rate(name: string, text: string): void {
    const value = numberOf(text);
    const rating = ratingNames.find((known) => known === name);
    if (this.#ratings && rating && Number.isInteger(value) && value >= 1 && value <= 6) this.#ratings[rating] = value;
  }

  #closeRoi(): void {
    if (this.#points.length > 0) this.#outlines.push({ ...this.#roi, points: Int16Array.from(this.#points) });
  }

  /** A nodule below 3 mm has one point and no ratings. */
  #closeNodule(): void {
    const ratings = this.#ratings ?? {};
    if (Object.keys(ratings).length > 0 && this.#outlines.length > 0)
      this.#marks.push({ reader: this.#readers, ratings, outlines: this.#outlines });
    else this.#smallCount++;
  }
}

const numberOf = (text: string): number => (text === '' ? Number.NaN : Number(text));

const isPixel = (index: number): boolean => Number.isInteger(index) && index >= 0 && index <= largestIndex;
