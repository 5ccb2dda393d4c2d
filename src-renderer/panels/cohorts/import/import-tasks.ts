import type { CallInput } from '#renderer/api.ts';
import { baseName, countOf } from '#renderer/components/format.ts';
import type { ImportPreview, TableMapping } from '#shared/contract/imports.ts';

export type TablePreview = Extract<ImportPreview, { kind: 'table' }>;
export type FolderPreview = Extract<ImportPreview, { kind: 'dicom-folder' }>;
export type DatasetPreview = Extract<ImportPreview, { kind: 'dataset' }>;
export type ImportOptionsInput = CallInput<'imports.start'>['options'];

interface MappedTable {
  readonly preview: TablePreview;
  readonly mapping: TableMapping;
}
export interface TableTask extends MappedTable {
  readonly kind: 'table';
}
export interface FolderTask {
  readonly kind: 'dicom-folder';
  /** Several folders that were chosen together are read with the same choices. */
  readonly previews: readonly FolderPreview[];
  readonly rois: readonly string[];
  readonly repair: boolean;
  readonly clinical: MappedTable | null;
}
export interface DatasetTask {
  readonly kind: 'dataset';
  readonly preview: DatasetPreview;
  readonly choices: Readonly<Record<string, string | number | boolean>>;
}
/** What the user decides on, one page of the wizard each. */
export type ImportTask = TableTask | FolderTask | DatasetTask;

/**
 * What was chosen, as pages to decide on: all DICOM folders together, joined with the first table that came along with
 * them and has no images of its own; every other table and data set by itself.
 */
export function planTasks(previews: readonly ImportPreview[]): ImportTask[] {
  const folders = previews.filter((preview) => preview.kind === 'dicom-folder');
  const joined =
    folders.length > 0 ? previews.find((one) => one.kind === 'table' && one.suggested.image === null) : undefined;
  const tasks: ImportTask[] = [];
  if (folders.length > 0) {
    tasks.push({
      kind: 'dicom-folder',
      previews: folders,
      rois: regionsOf(folders).flatMap(({ name, suggested }) => (suggested ? [name] : [])),
      repair: true,
      clinical: joined?.kind === 'table' ? { preview: joined, mapping: joined.suggested } : null,
    });
  }
  for (const preview of previews) {
    if (preview === joined || preview.kind === 'dicom-folder') continue;
    if (preview.kind === 'table') tasks.push({ kind: 'table', preview, mapping: preview.suggested });
    else
      tasks.push({
        kind: 'dataset',
        preview,
        choices: Object.fromEntries(preview.fields.map(({ id, value }) => [id, value])),
      });
  }
  return tasks;
}

/** The regions of several folders, each once, with all the patients that have it. */
export function regionsOf(previews: readonly FolderPreview[]): FolderPreview['rois'] {
  const byName = new Map<string, FolderPreview['rois'][number]>();
  for (const region of previews.flatMap(({ rois }) => rois)) {
    const known = byName.get(region.name);
    byName.set(
      region.name,
      known
        ? {
            ...known,
            patientCount: known.patientCount + region.patientCount,
            suggested: known.suggested || region.suggested,
          }
        : region,
    );
  }
  return [...byName.values()];
}

/** One import for each; a task of several folders gives several. */
export function optionsOf(task: ImportTask, deidentify: { keyFile: string } | null): ImportOptionsInput[] {
  switch (task.kind) {
    case 'table':
      return [{ kind: 'table', path: task.preview.path, mapping: task.mapping, deidentify }];
    case 'dicom-folder': {
      const { previews, rois, repair, clinical: table } = task;
      const clinical = table ? { path: table.preview.path, mapping: table.mapping } : null;
      return previews.map(({ path }) => ({
        kind: 'dicom-folder' as const,
        path,
        rois: [...rois],
        repair,
        clinical,
        deidentify,
      }));
    }
    case 'dataset': {
      const { dataset, path } = task.preview;
      return [{ kind: 'dataset', dataset, path, choices: { ...task.choices }, deidentify }];
    }
  }
}

/** Why a task cannot go on as it stands; null where it can. */
export function taskProblem(task: ImportTask): string | null {
  switch (task.kind) {
    case 'table':
      return mappingProblem(task.mapping);
    case 'dicom-folder':
      if (!task.previews.some(({ series }) => series.some(({ usable }) => usable)))
        return 'No series of this folder can be used.';
      return task.clinical && mappingProblem(task.clinical.mapping);
    case 'dataset':
      return task.preview.checks.some(({ state }) => state === 'missing') && task.preview.counts.lesions === 0
        ? 'Parts of the data set are missing: see what was looked for.'
        : null;
  }
}

function mappingProblem({ patient, clinical, image, mask, seed }: TableMapping): string | null {
  if (patient === '') return 'Choose the column that names the patient.';
  const unnamed = clinical.find(({ name }) => name.trim() === '');
  if (unnamed) return `Give the column ${unnamed.column} a name.`;
  const names = clinical.map(({ name }) => name.trim());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `Two columns are named ${twice}.`;
  if (image !== null && 'template' in image && image.template.trim() === '') return 'Write the template of the images.';
  if (mask !== null && 'template' in mask.path && mask.path.template.trim() === '')
    return 'Write the template of the masks.';
  if (seed && new Set([seed.x, seed.y, seed.z]).size < 3) return 'The seed needs three different columns.';
  return null;
}

/** What the page of a task is called. */
export function taskTitle(task: ImportTask): string {
  if (task.kind === 'dicom-folder') {
    const [first] = task.previews;
    return task.previews.length === 1 && first ? baseName(first.path) : countOf(task.previews.length, 'DICOM folder');
  }
  return task.kind === 'dataset' ? task.preview.title : baseName(task.preview.path);
}

/** What the button that starts it all says, e.g. `Import 40 patients`. */
export function startText(tasks: readonly ImportTask[]): string {
  const [only] = tasks;
  if (tasks.length !== 1 || !only) return `Import all ${tasks.length}`;
  if (only.kind === 'table') return `Import ${countOf(only.preview.rowCount, 'row')}`;
  const patients =
    only.kind === 'dataset'
      ? only.preview.counts.patients
      : only.previews.reduce((sum, { patientCount }) => sum + patientCount, 0);
  return `Import ${countOf(patients, 'patient')}`;
}
