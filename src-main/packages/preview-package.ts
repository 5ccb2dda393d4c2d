import type { PackagePreview } from '#shared/contract/packages.ts';
import type { ReadDb } from '../store/database.ts';
import { modelIdBySha256 } from '../store/package-rows.ts';
import { readPackage } from './package-file.ts';

/** What a package holds. Every file in it is checked against its hash. */
export async function previewPackage(db: ReadDb, path: string): Promise<PackagePreview> {
  const { manifest, file } = await readPackage(path);
  for (const name of Object.keys(manifest.files)) file(name);
  const absent = manifest.featureSets.filter(({ model }) => modelIdBySha256(db, model.sha256) === undefined);
  return {
    path,
    name: manifest.name,
    description: manifest.description,
    createdAt: manifest.createdAt,
    patients: manifest.patients.length,
    lesions: manifest.lesions.length,
    columns: manifest.columns.map(({ name }) => name),
    endpoints: manifest.endpoints.map(({ name }) => name),
    splits: manifest.splits.map(({ name }) => name),
    featureSets: manifest.featureSets.map(({ model, profile, dimension, lesions }) => ({
      modelName: model.name,
      profile,
      dimension,
      rows: lesions.length,
    })),
    runs: manifest.runs.map(({ name, classes, threshold }) => ({ name, classes, threshold })),
    warnings: [...new Set(absent.map(({ model }) => model.name))].map(
      (name) =>
        `The encoder “${name}” is not in this workspace: its features can be used, and to extract more of them its weights must be imported.`,
    ),
  };
}
