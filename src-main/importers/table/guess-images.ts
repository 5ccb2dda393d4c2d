import { statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { type NumpyArray, npzNames, readNpy, readNpz } from '#main/readers/numpy.ts';
import type { TableMapping } from '#shared/contract/imports.ts';
import { AppError } from '#shared/errors.ts';

const imageFile = /\.(nii|nii\.gz|nrrd|nhdr|mha|mhd|npy|npz)$/i;
/** Arrays are patches cut about their lesion: the only images whose centre is a seed. */
const patchFile = /\.np[yz]$/i;
const mostFiles = 5000;

/**
 * For a table without an image column: looks at the files below its folder (two levels deep) for names made of patient
 * identifiers, and proposes the template that fits most of the patients looked at, at least four in five of them. Without
 * seeds only patches count: the centre of a whole scan is no lesion.
 */
export async function suggestTemplate(
  tablePath: string,
  { patient: patientColumn, seed }: Pick<TableMapping, 'patient' | 'seed'>,
  patients: readonly string[],
): Promise<TableMapping['image']> {
  const files = await imageFilesBelow(dirname(tablePath), seed === null ? patchFile : imageFile);
  const found = new Map<string, { patients: Set<string>; width: number }>();
  for (const id of new Set(patients.map((patient) => patient.trim()).filter((text) => text !== ''))) {
    const pattern = new RegExp(`(?<![0-9A-Za-z])(0*)${id.replaceAll(/[^0-9A-Za-z]/g, '\\$&')}(?![0-9A-Za-z])`, 'g');
    for (const file of files) {
      if (!file.includes(id)) continue;
      let width = 0;
      const shape = file.replaceAll(pattern, (text, zeros: string) => {
        if (zeros !== '') width = text.length;
        return '{}';
      });
      if (shape === file) continue;
      const known = found.get(shape) ?? { patients: new Set(), width: 0 };
      known.patients.add(id);
      known.width = Math.max(known.width, width);
      found.set(shape, known);
    }
  }
  const [best] = [...found].sort((a, b) => b[1].patients.size - a[1].patients.size);
  if (!best || best[1].patients.size < 0.8 * new Set(patients).size) return null;
  const [shape, { width }] = best;
  return { template: shape.replaceAll('{}', `{${patientColumn}${width > 0 ? `:${width}` : ''}}`) };
}

async function imageFilesBelow(folder: string, wanted: RegExp): Promise<string[]> {
  const files: string[] = [];
  let level = [folder];
  for (let depth = 0; depth < 3 && files.length < mostFiles; depth++) {
    const next: string[] = [];
    for (const current of level) {
      const entries = await readdir(current, { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        const path = join(current, entry.name);
        if (entry.isDirectory()) next.push(path);
        else if (wanted.test(entry.name)) files.push(relative(folder, path).split(sep).join('/'));
      }
      if (files.length >= mostFiles) break;
    }
    level = next.slice(0, 500);
  }
  return files.slice(0, mostFiles);
}

export const plainArray: TableMapping['array'] = { arrayName: null, axisOrder: 'zyx', intensity: 'scaled' };

/** Looks into the first bare array of the table (.npy, .npz) to propose which array is meant and what its values are. */
export async function suggestArray(
  images: readonly string[],
): Promise<{ array: TableMapping['array']; warnings: string[] }> {
  const path = images.find((candidate) => patchFile.test(candidate) && statSync(candidate).isFile());
  if (path === undefined) return { array: plainArray, warnings: [] };
  try {
    const { arrayName, array } = firstVolume(await readFile(path), /\.npz$/i.test(path));
    const intensity = looksScaled(array) ? 'scaled' : 'hu';
    const warning =
      'Bare arrays do not say how their axes lie: z, y, x is assumed (as numpy and SimpleITK order them), 1 mm voxels along LPS. Change the axis order if the first index runs along x.';
    return { array: { arrayName, axisOrder: 'zyx', intensity }, warnings: [warning] };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { array: plainArray, warnings: [error.message] };
  }
}

function firstVolume(bytes: Uint8Array, isArchive: boolean): { arrayName: string | null; array: NumpyArray } {
  if (!isArchive) return { arrayName: null, array: readNpy(bytes) };
  const names = npzNames(bytes).filter((name) => !/mask|label|seg/i.test(name));
  for (const arrayName of names) {
    const array = readNpz(bytes, arrayName);
    if (array.shape.filter((length) => length > 1).length === 3) return { arrayName, array };
  }
  throw new AppError('unsupported', 'The first .npz file holds no three-dimensional array.');
}

/** (HU + 1024) / 3072 lies near 0 to 1 and is hardly ever whole; HU reach hundreds. */
function looksScaled({ data }: NumpyArray): boolean {
  let [low, high] = [Infinity, -Infinity];
  for (const value of data) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low > -5 && high < 10;
}
