import { previewImport } from '#main/importers/importers.ts';
import { type ImportPreview, importPreviewSchema } from '#shared/contract/imports.ts';

/** The preview of a path that must be a public data set, checked as the window checks it. */
export async function previewDataset(path: string): Promise<Extract<ImportPreview, { kind: 'dataset' }>> {
  const found = importPreviewSchema.parse(await previewImport(path));
  if (found.kind !== 'dataset') throw new Error(`not a data set but a ${found.kind}`);
  return found;
}
