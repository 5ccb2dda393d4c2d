import type { Task } from './task.ts';

/**
 * Every task of the compute process, loaded when first asked for, so that a process that only computes a statistic
 * never loads an inference engine.
 */
const loaders = {
  'preview-import': async () => (await import('./analysis-tasks.ts')).previewImportTask,
  'column-values': async () => (await import('./import-tasks.ts')).columnValuesTask,
  'preview-rows': async () => (await import('./import-tasks.ts')).previewRowsTask,
  'read-import': async () => (await import('#main/importers/importers.ts')).readImport,
  'preview-expression': async () => (await import('./biology-tasks.ts')).previewExpressionTask,
  'read-expression': async () => (await import('./biology-tasks.ts')).readExpressionTask,
  'read-gene-sets': async () => (await import('./biology-tasks.ts')).readGeneSetsTask,
  'write-phantoms': async () => (await import('./analysis-tasks.ts')).writePhantomsTask,
  'import-model': async () => (await import('./model-tasks.ts')).importModelTask,
  'write-untrained-model': async () => (await import('./model-tasks.ts')).writeUntrainedModelTask,
  'write-onnx': async () => (await import('./model-tasks.ts')).writeOnnxTask,
  'list-engines': async () => (await import('./model-tasks.ts')).listEnginesTask,
  'extract-features': async () => (await import('./extract.ts')).extractFeatures,
  'perturb-seeds': async () => (await import('./perturb-seeds.ts')).perturbSeedsTask,
  'map-saliency': async () => (await import('./map-saliency.ts')).mapSaliencyTask,
  'read-patch': async () => (await import('./read-patch.ts')).readPatch,
  'read-slab': async () => (await import('./read-slab.ts')).readSlabTask,
  'read-mask': async () => (await import('./read-slab.ts')).readMaskTask,
  'release-scan': async () => (await import('./read-slab.ts')).releaseScanTask,
  'look-at-seed': async () => (await import('./check-seeds.ts')).lookAtSeedTask,
  'check-seeds': async () => (await import('./check-seeds.ts')).checkSeedsTask,
  'examine-seed': async () => (await import('./examine-seed.ts')).examineSeedTask,
  'compare-patches': async () => (await import('./compare-patches.ts')).comparePatches,
  'hash-scans': async () => (await import('./hash-scans.ts')).hashScans,
  'train-probe': async () => (await import('./analysis-tasks.ts')).trainProbeTask,
  'apply-probe': async () => (await import('./analysis-tasks.ts')).applyProbeTask,
  'compute-statistic': async () => (await import('./analysis-tasks.ts')).computeStatisticTask,
  'export-figure': async () => (await import('./analysis-tasks.ts')).exportFigureTask,
} as const;

export type TaskName = keyof typeof loaders;
type TaskOf<N extends TaskName> = Awaited<ReturnType<(typeof loaders)[N]>>;
export type TaskInput<N extends TaskName> = TaskOf<N> extends Task<infer I, infer _Item, infer _R> ? I : never;
export type TaskItem<N extends TaskName> = TaskOf<N> extends Task<infer _I, infer Item, infer _R> ? Item : never;
export type TaskResult<N extends TaskName> = TaskOf<N> extends Task<infer _I, infer _Item, infer R> ? R : never;

export const isTaskName = (name: string): name is TaskName => Object.hasOwn(loaders, name);

/** The loaded task, with its types erased: what crosses the process boundary is checked by the client's types. */
export async function loadTask(name: TaskName): Promise<Task<unknown, unknown, unknown>> {
  return (await loaders[name]()) as Task<unknown, unknown, unknown>;
}
