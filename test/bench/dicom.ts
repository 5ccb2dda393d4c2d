import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scanFolder } from '#main/importers/dicom-folder/scan-folder.ts';
import { openScan } from '#main/readers/open-scan.ts';
import { identityDirection } from '#shared/imaging/geometry.ts';
import { dicomSlice } from '#test/main/readers/tiny-files.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';

const slices = 200;
const headers = 10_000;

/** Copies of one real slice, each at its own place: the text of the position changes in place. */
async function seriesOf(folder: string, source: string): Promise<string[]> {
  const bytes = await readFile(source);
  const place = bytes.indexOf('4.700000');
  if (place < 0) return [];
  await mkdir(folder);
  return Promise.all(
    Array.from({ length: slices }, async (_, k) => {
      const own = Buffer.from(bytes);
      own.write((k * 1.25).toFixed(6).slice(0, 8).padEnd(8), place, 'latin1');
      const path = join(folder, `${k}.dcm`);
      await writeFile(path, own);
      return path;
    }),
  );
}

async function readTime(files: readonly string[]): Promise<number> {
  const start = performance.now();
  const scan = await openScan({ format: 'dicom', files: [...files] });
  await scan.readRegion({ start: [0, 0, 0], size: scan.geometry.size });
  return (performance.now() - start) / 1000;
}

async function scanTimes(folder: string): Promise<{ label: string; value: string }[]> {
  const geometry = {
    size: [64, 64, headers],
    spacingMm: [1, 1, 1],
    originMm: [0, 0, 0],
    direction: identityDirection,
  } as const;
  const stored = Array.from({ length: 64 * 64 }, () => 0);
  for (let index = 0; index < headers; index++) {
    const place = join(folder, `${Math.floor(index / 500)}`);
    if (index % 500 === 0) await mkdir(place, { recursive: true });
    await writeFile(join(place, `${index}.dcm`), dicomSlice({ index, geometry, stored }));
  }
  const { signal } = new AbortController();
  const start = performance.now();
  await scanFolder(folder, signal);
  const again = performance.now();
  await scanFolder(folder, signal);
  return [
    { label: `Headers of ${headers} files, s`, value: ((again - start) / 1000).toFixed(2) },
    { label: 'The same again, from memory, s', value: ((performance.now() - again) / 1000).toFixed(2) },
  ];
}

/** Reading 512 x 512 x 200 (100 MB) in every transfer syntax, and the headers of a large folder. */
export const bench = {
  name: 'dicom',
  async run(): Promise<{ label: string; value: string }[]> {
    const folder = await mkdtemp(join(tmpdir(), 'seedpoint-bench-dicom-'));
    try {
      const rows = await scanTimes(join(folder, 'headers'));
      if (!hasSharedData) return [...rows, { label: 'Transfer syntaxes', value: 'the shared test data are absent' }];
      const source = sharedData('dicom-transfer-syntaxes');
      for (const name of (await readdir(source)).filter((file) => file.startsWith('CTImage.dcm_'))) {
        const files = await seriesOf(join(folder, name), join(source, name));
        if (files.length === 0) continue;
        const title = name.replace(/^CTImage\.dcm_|TransferSyntax.*$/g, '');
        const first = await readTime(files);
        const second = await readTime(files);
        rows.push({ label: `${title}, s`, value: Math.min(first, second).toFixed(2) });
        await rm(join(folder, name), { recursive: true });
      }
      return rows;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
