import { describe, expect, it } from 'vitest';
import { parseMarks, readMarksFile } from '#main/importers/lidc-idri/marks-file.ts';
import { AppError } from '#shared/errors.ts';
import { textFile } from '../run-import.ts';
import { marksXml, square } from './small-lidc.ts';

const xml = marksXml('1.2.3.4', [
  [
    { ratings: { malignancy: 4, texture: 5 }, rois: [{ slice: 3, points: square(4, 5, 8, 9) }] },
    { ratings: null, rois: [{ slice: 5, points: [[20, 20]] }] },
  ],
  [{ ratings: { malignancy: 2 }, rois: [{ slice: 3, points: square(4, 5, 7, 9), inclusion: false }] }],
]);
const parse = (text: string) => parseMarks(text, 'a.xml');

describe('a file of reader marks', () => {
  it('gives the outlines and ratings of each reader, without nodules below 3 mm', () => {
    const { seriesUid, readers, marks, smallCount } = parse(xml);
    expect({ seriesUid, readers, smallCount }).toEqual({ seriesUid: '1.2.3.4', readers: 2, smallCount: 1 });
    expect(marks.map(({ reader, ratings }) => ({ reader, ratings }))).toEqual([
      { reader: 1, ratings: { malignancy: 4, texture: 5 } },
      { reader: 2, ratings: { malignancy: 2 } },
    ]);
    expect(marks[0]?.outlines[0]).toMatchObject({ sopUid: '1.2.3.4.4', zMm: -94, inclusion: true });
    expect([...(marks[0]?.outlines[0]?.points ?? [])].slice(0, 6)).toEqual([4, 5, 5, 5, 6, 5]);
    expect(marks[1]?.outlines[0]?.inclusion).toBe(false);
  });

  it('is refused for what it is not, with its base name', async () => {
    const message = (text: string): string => {
      try {
        parse(text);
      } catch (error) {
        if (error instanceof AppError) return error.message;
        throw error;
      }
      return 'taken';
    };
    expect(message('<IdriReadMessage xmlns="http://www.nih.gov/idri"/>')).toBe(
      '“a.xml” holds no reader marks of a CT scan.',
    );
    expect(message('')).toContain('a.xml');
    expect(message(xml.slice(0, 900))).toContain('cannot be read as XML');
    expect(message(xml.replace('<xCoord>4<', '<xCoord>4e9<'))).toContain('no pixel of a slice');
    expect(message(xml.replace('<xCoord>4<', '<xCoord>-3<'))).toContain('no pixel of a slice');
    await expect(readMarksFile(textFile('big.xml', Buffer.alloc(17_000_000, 0x20)))).rejects.toMatchObject({
      code: 'unreadable-file',
    });
  });

  it('expands no entity and opens no file', () => {
    const bomb = `<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;">]>${xml.slice(38)}`;
    expect(() => parse(bomb)).toThrow('document type');
    const outside = `<!doctype a SYSTEM "file:///etc/passwd">${xml.slice(38)}`;
    expect(() => parse(outside)).toThrow('document type');
  });

  it('is read or refused soon where it is deep or long', () => {
    const start = performance.now();
    expect(() => parse('<LidcReadMessage>'.repeat(500_000))).toThrow('too deep');
    expect(parse(`<LidcReadMessage>${'<a/>'.repeat(3_000_000)}</LidcReadMessage>`).marks).toEqual([]);
    expect(() => parse(`<LidcReadMessage>${'<'.repeat(1_000_000)}`)).toThrow(AppError);
    expect(() => parse(`<LidcReadMessage>${'<!--'.repeat(1_000_000)}`)).toThrow('within a tag');
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('may hold comments, instructions, prefixes and empty elements, and must match its tags', () => {
    const dressed = xml
      .replace('<ResponseHeader>', '<!-- <readingSession> --><?hint a?><ResponseHeader>')
      .replaceAll('readingSession>', 'n:readingSession>');
    expect(parse(dressed)).toEqual(parse(xml));
    expect(parse('<LidcReadMessage/>').marks).toEqual([]);
    expect(() => parse('<LidcReadMessage><a></b></LidcReadMessage>')).toThrow('do not match');
    expect(() => parse('<LidcReadMessage/><LidcReadMessage/>')).toThrow('several roots');
  });

  it('is read or refused, never worse, however it is damaged', () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let n = 0; n < 300; n++) {
      const at = random(xml.length);
      const text =
        n % 3 === 0
          ? xml.slice(0, at)
          : n % 3 === 1
            ? xml.slice(0, at) + String.fromCharCode(32 + random(95)) + xml.slice(at + 1)
            : xml.slice(0, at) + xml.slice(at + random(200));
      try {
        parse(text);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }
  });
});
