import { basename } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { scanFolder } from './scan-folder.ts';
import { groupByPatient } from './series.ts';

/** The files of the one CT series of a folder that a table names as an image. */
export async function onlySeries(folder: string, signal: AbortSignal): Promise<string[]> {
  const { headers } = await scanFolder(folder, signal);
  const series = groupByPatient(folder, headers).flatMap((patient) =>
    patient.series.filter(({ modality }) => modality === 'CT'),
  );
  const [only] = series;
  if (only === undefined) throw new AppError('not-found', `The folder "${basename(folder)}" holds no CT series.`);
  if (series.length > 1) {
    throw new AppError(
      'conflict',
      `The folder "${basename(folder)}" holds ${series.length} CT series; the table must name the folder of one.`,
    );
  }
  return only.headers.map(({ path }) => path);
}
