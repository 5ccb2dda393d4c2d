import { inflateSync } from 'node:zlib';

export interface PdfFacts {
  /** In points. */
  readonly mediaBox: readonly number[];
  readonly pageCount: number;
  /** Names of the fonts whose TrueType program lies inside the file. */
  readonly embeddedFonts: readonly string[];
  readonly imageCount: number;
  /** The text operators in the order drawn, by the fonts' own tables from codes to characters. */
  readonly pieces: readonly string[];
}

/** Reads what the tests need of a PDF that pdfkit wrote: uncompressed objects, Flate streams, Identity-H fonts. */
export function readPdf(bytes: Buffer): PdfFacts {
  const source = bytes.toString('latin1');
  const objects = new Map(
    [...source.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map((match) => [match[1]!, match[2]!]),
  );
  const resolve = (reference: string | undefined) => objects.get(reference ?? '') ?? '';
  const all = [...objects.values()];
  const descriptors = all.filter((object) => object.includes('/Type /FontDescriptor'));
  const embedded = descriptors.filter((object) => {
    const file = /\/FontFile2 (\d+) 0 R/.exec(object)?.[1];
    return file !== undefined && streamOf(resolve(file)).length > 1000;
  });

  const fonts = new Map<string, Map<string, string>>();
  const resources = all.find((object) => object.includes('/Font <<')) ?? '';
  for (const [, name, reference] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const cmap = /\/ToUnicode (\d+) 0 R/.exec(resolve(reference))?.[1];
    fonts.set(name!, readToUnicode(streamOf(resolve(cmap)).toString('latin1')));
  }
  const page = all.find((object) => /\/Type \/Page\b(?!s)/.test(object)) ?? '';
  const content = streamOf(resolve(/\/Contents (\d+) 0 R/.exec(page)?.[1])).toString('latin1');
  return {
    mediaBox: (/\/MediaBox \[([^\]]+)\]/.exec(page)?.[1] ?? '').trim().split(/\s+/).map(Number),
    pageCount: all.filter((object) => /\/Type \/Page\b(?!s)/.test(object)).length,
    embeddedFonts: embedded.map((object) => /\/FontName \/(\S+)/.exec(object)?.[1] ?? ''),
    imageCount: all.filter((object) => object.includes('/Subtype /Image')).length,
    pieces: shownText(content, fonts),
  };
}

function streamOf(object: string): Buffer {
  const match = /stream\r?\n([\s\S]*?)\r?\nendstream/.exec(object);
  if (!match) return Buffer.alloc(0);
  const bytes = Buffer.from(match[1]!, 'latin1');
  return object.includes('/FlateDecode') ? inflateSync(bytes) : bytes;
}

/** pdfkit writes ranges `<first> <last> [<text> ...]` of glyph codes. */
function readToUnicode(cmap: string): Map<string, string> {
  const map = new Map<string, string>();
  for (const [, first, , list] of cmap.matchAll(/<(\w+)> <(\w+)> \[([^\]]*)\]/g)) {
    [...list!.matchAll(/<(\w*)>/g)].forEach(([, text], i) => {
      const code = (Number.parseInt(first!, 16) + i).toString(16).padStart(4, '0');
      map.set(code, Buffer.from(text!, 'hex').swap16().toString('utf16le'));
    });
  }
  return map;
}

function shownText(content: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>): string[] {
  let font: ReadonlyMap<string, string> | undefined;
  const pieces: string[] = [];
  for (const [, name, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name) {
      font = fonts.get(name);
      continue;
    }
    const codes = [...shown!.matchAll(/<(\w+)>/g)].flatMap(([, hex]) => hex!.match(/.{4}/g) ?? []);
    pieces.push(codes.map((code) => font?.get(code.toLowerCase()) ?? '?').join(''));
  }
  return pieces;
}
