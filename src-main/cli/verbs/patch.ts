import { stat, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { scanFolder } from '#main/importers/dicom-folder/scan-folder.ts';
import { groupByPatient, openSeries } from '#main/importers/dicom-folder/series.ts';
import { writeNpy } from '#main/readers/numpy.ts';
import { type OpenScan, openScan } from '#main/readers/open-scan.ts';
import { AppError, fromWireError } from '#shared/errors.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { cutPatch, type Patch, requiredBox, scalePatch } from '#shared/imaging/patch.ts';
import { type ProfileId, patchEdge, profileIds } from '#shared/imaging/profiles.ts';
import { choiceOption, exitCodes, parseOptions, pointOption, requiredOption, type Verb } from '../verb.ts';

export const verb: Verb = {
  name: 'patch',
  summary: 'Cuts the 50 mm cube around a seed out of a scan.',
  usage: `<image> --seed x,y,z [--profile P] [--hu] -o out.npy

  <image>            The folder of one CT series, or a NIfTI, NRRD, MetaImage, .npy or .npz file. Bare arrays: 1 mm
                     voxels in HU, the first voxel at 0,0,0.
  --seed x,y,z       LPS mm.
  --profile P        ${profileIds.join(', ')} (default ${profileIds[0]}).
  --hu               Hounsfield units; without it (HU + 1024) / 3072.
  --array NAME       The array of an .npz file; not needed where it holds one.
  --axes zyx|xyz     Order of the indices of a bare array (default zyx).
  -o, --output FILE  float32, shape [50, 50, 50], Z, Y, X.`,
  async run(args, io) {
    const { values, positionals } = parseOptions(
      args,
      {
        seed: { type: 'string' },
        profile: { type: 'string' },
        hu: { type: 'boolean' },
        array: { type: 'string' },
        axes: { type: 'string' },
        output: { type: 'string', short: 'o' },
      },
      { min: 1, max: 1 },
    );
    const output = requiredOption('output', values.output);
    const seedMm = pointOption('seed', requiredOption('seed', values.seed));
    const profile = choiceOption('profile', values.profile, profileIds, profileIds[0]);
    const axisOrder = choiceOption('axes', values.axes, ['zyx', 'xyz'], 'zyx');
    const array = { arrayName: values.array ?? null, axisOrder, intensity: 'hu' } as const;
    const scan = await openImage(positionals[0] as string, array, io.signal);
    const patch = await readPatch(scan, profile, seedMm);
    for (const warning of [...scan.warnings, ...patch.warnings]) io.note(warning);
    const voxels = values.hu ? patch.hu : scalePatch(patch.hu);
    await writeFile(output, writeNpy([patchEdge, patchEdge, patchEdge], voxels));
    io.note(`Wrote "${output}": 50 x 50 x 50 voxels of 1 mm, ${values.hu ? 'in HU' : 'scaled as (HU + 1024) / 3072'}.`);
    return exitCodes.done;
  },
};

interface ArrayOptions {
  readonly arrayName: string | null;
  readonly axisOrder: 'xyz' | 'zyx';
  readonly intensity: 'hu';
}

async function openImage(path: string, array: ArrayOptions, signal: AbortSignal): Promise<OpenScan> {
  const info = await stat(path).catch(() => null);
  if (!info) throw new AppError('not-found', `There is no file or folder "${path}".`);
  if (info.isDirectory()) return openOnlySeries(path, signal);
  const isArray = ['.npy', '.npz'].includes(extname(path).toLowerCase());
  return openScan(isArray ? { format: 'array', path, ...array } : { format: 'volume', path }, { signal });
}

async function openOnlySeries(folder: string, signal: AbortSignal): Promise<OpenScan> {
  const { headers } = await scanFolder(folder, signal);
  const series = groupByPatient(folder, headers).flatMap((patient) => patient.series);
  const ct = series.filter(({ modality }) => modality === 'CT');
  if (ct.length > 1) {
    throw new AppError('invalid-input', `The folder holds ${ct.length} CT series; name the folder of one.`);
  }
  const only = ct[0] ?? series[0];
  if (!only) throw new AppError('not-found', 'There is no DICOM image in the folder.');
  const opened = await openSeries(only, { signal });
  if ('refused' in opened) throw fromWireError(opened.refused);
  return opened.scan;
}

async function readPatch(scan: OpenScan, profile: ProfileId, seedMm: Vec3): Promise<Patch> {
  try {
    return cutPatch(profile, scan.geometry, await scan.readRegion(requiredBox(profile, scan.geometry, seedMm)), seedMm);
  } finally {
    await scan.close();
  }
}
