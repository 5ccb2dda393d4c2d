import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { readWholeFile } from '#main/readers/file-bytes.ts';
import { readZipEntry, type ZipEntry, zipEntries } from '#main/readers/zip-archive.ts';
import { AppError } from '#shared/errors.ts';
import { type Manifest, manifestSchema } from './manifest.ts';

/** A package is read whole: no larger one is written or read. */
const packageLimitBytes = 2 ** 30;
const manifestName = 'manifest.json';
const manifestLimitBytes = 512 * 2 ** 20;
const chunkBytes = 4 * 2 ** 20;

const readme = `A cohort without pixels, written by Seedpoint.

manifest.json   columns, patients by study code, lesions, endpoints, splits, feature sets, runs
features-N.npy  float32, rows x dimension, in the order of "lesions" of the feature set
run-N.json      a locked linear model: p = sigmoid((x - scalerMean) / scalerScale . coefficients + intercepts) for two
                classes, softmax over the classes for more; its threshold stands in the manifest

Import it in Seedpoint: Cohorts, Import a package.
`;

/** Writes a package next to its final place and moves it there when it is whole. Returns its size. */
export async function writePackage(
  path: string,
  manifest: Omit<Manifest, 'files'>,
  files: Iterable<{ readonly name: string; readonly bytes: Uint8Array }>,
  hooks: { readonly signal: AbortSignal; readonly onFile?: (name: string) => void },
): Promise<number> {
  const unfinished = `${path}.part`;
  let sizeBytes = 0;
  try {
    await using target = await open(unfinished, 'w');
    const ready: Uint8Array[] = [];
    const zip = new Zip((error, chunk) => {
      if (error) throw error;
      ready.push(chunk);
    });
    const flush = async (): Promise<void> => {
      for (const chunk of ready.splice(0)) {
        await target.write(chunk);
        sizeBytes += chunk.length;
      }
      if (sizeBytes > packageLimitBytes) {
        throw new AppError('unsupported', 'The package would be larger than 1 GiB. Take fewer feature sets along.');
      }
    };
    const add = async (entry: ZipDeflate | ZipPassThrough, bytes: Uint8Array): Promise<void> => {
      zip.add(entry);
      for (let at = 0; at === 0 || at < bytes.length; at += chunkBytes) {
        hooks.signal.throwIfAborted();
        entry.push(bytes.subarray(at, at + chunkBytes), at + chunkBytes >= bytes.length);
        await flush();
      }
    };
    await add(new ZipDeflate('README.txt'), new TextEncoder().encode(readme));
    const list: Manifest['files'] = {};
    for (const { name, bytes } of files) {
      hooks.onFile?.(name);
      list[name] = { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
      // Trained weights and features hardly shrink; text does.
      await add(name.endsWith('.npy') ? new ZipPassThrough(name) : new ZipDeflate(name), bytes);
    }
    const whole: Manifest = { ...manifest, files: list };
    await add(new ZipDeflate(manifestName), new TextEncoder().encode(JSON.stringify(whole)));
    zip.end();
    await flush();
    await target.sync();
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await rename(unfinished, path);
  return sizeBytes;
}

export interface PackageFile {
  readonly manifest: Manifest;
  /** The bytes of a file that the manifest lists, checked against its hash. */
  file(name: string): Uint8Array;
}

/** Opens a package; nothing in it is executed or written to disk. Refuses with `unreadable-file` what is not one, or is damaged. */
export async function readPackage(path: string): Promise<PackageFile> {
  const bytes = await readWholeFile(path);
  const refuse = (what: string, cause?: unknown): AppError =>
    new AppError('unreadable-file', `${basename(path)}: ${what}`, { cause });
  let entries: Map<string, ZipEntry>;
  try {
    entries = new Map(zipEntries(bytes).map((entry) => [entry.name, entry]));
  } catch (error) {
    throw refuse('this is not a package of a cohort.', error);
  }
  const entry = entries.get(manifestName);
  if (!entry) throw refuse('this is not a package of a cohort: it has no manifest.');
  const manifest = parseManifest(readZipEntry(bytes, entry, manifestLimitBytes), refuse);
  assertReferences(manifest, refuse);
  return {
    manifest,
    file(name) {
      const listed = manifest.files[name];
      const found = entries.get(name);
      if (!listed || !found) throw refuse(`the file "${name.slice(0, 80)}" is missing from the package.`);
      const content = readZipEntry(bytes, found, packageLimitBytes);
      if (createHash('sha256').update(content).digest('hex') !== listed.sha256) {
        throw refuse(`"${name.slice(0, 80)}" was changed after the package was written.`);
      }
      return content;
    },
  };
}

type Refuse = (what: string, cause?: unknown) => AppError;

function parseManifest(bytes: Uint8Array, refuse: Refuse): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw refuse('its manifest is damaged.', error);
  }
  const format = typeof value === 'object' && value !== null && 'format' in value ? String(value.format) : '';
  if (format.startsWith('seedpoint-package-') && format !== 'seedpoint-package-1') {
    throw refuse('it was written by a newer version of Seedpoint. Update this one.');
  }
  const { success, data, error } = manifestSchema.safeParse(value);
  if (!success) {
    const [issue] = error.issues;
    throw refuse(`its manifest is not valid (${issue?.path.join('.').slice(0, 80)}: ${issue?.message}).`);
  }
  return data;
}

/** Every index must point into its list: the manifest comes from elsewhere. */
function assertReferences(manifest: Manifest, refuse: Refuse): void {
  const { patients, scans, lesions, endpoints, splits, featureSets, runs } = manifest;
  const inside = (list: readonly unknown[], at: number): boolean => at < list.length;
  const sound =
    scans.every(({ patient }) => inside(patients, patient)) &&
    lesions.every(({ scan }) => inside(scans, scan)) &&
    splits.every(
      ({ stratifiedBy, parts }) =>
        (stratifiedBy === null || inside(endpoints, stratifiedBy)) &&
        [...parts.train, ...parts.tune, ...parts.test].every((patient) => inside(patients, patient)),
    ) &&
    featureSets.every((set) => set.lesions.every((lesion) => inside(lesions, lesion))) &&
    runs.every(
      (run) => inside(featureSets, run.featureSet) && inside(splits, run.split) && inside(endpoints, run.endpoint),
    );
  if (!sound) throw refuse('its manifest refers to things that are not in it.');
}
