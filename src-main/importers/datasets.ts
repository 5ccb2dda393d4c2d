import type { DatasetId } from '#shared/contract/imports.ts';
import { AppError } from '#shared/errors.ts';
import type { DatasetImporter, DatasetPlace } from './dataset.ts';
import { deepLesion } from './deeplesion/deeplesion.ts';
import { lidcIdri } from './lidc-idri/lidc-idri.ts';
import { luna16 } from './luna16/luna16.ts';
import { nsclcRadiogenomics } from './nsclc-radiogenomics/nsclc-radiogenomics.ts';
import { nsclcRadiomics } from './nsclc-radiomics/nsclc-radiomics.ts';
import { riderLungCt } from './rider-lung-ct/rider-lung-ct.ts';

/** Every public data set, in the order in which a path is offered to them. */
const datasets: readonly DatasetImporter[] = [
  deepLesion,
  luna16,
  lidcIdri,
  nsclcRadiomics,
  nsclcRadiogenomics,
  riderLungCt,
];

/** The data set that a path holds; null where none knows it. */
export async function findDataset(place: DatasetPlace, signal: AbortSignal): Promise<DatasetImporter | null> {
  for (const dataset of datasets) {
    signal.throwIfAborted();
    if (await dataset.detect(place, signal)) return dataset;
  }
  return null;
}

/** The importer of a data set by its id; `unsupported` where there is none. */
export function datasetOf(id: DatasetId): DatasetImporter {
  const dataset = datasets.find((candidate) => candidate.id === id);
  if (!dataset) throw new AppError('unsupported', `There is no importer of ${id}.`);
  return dataset;
}
