import type { Model, Run } from '#shared/domain/entities.ts';
import type { RunId } from '#shared/domain/ids.ts';
import type { StatisticSource } from '#shared/domain/source.ts';
import { AppError, fromWireError, invalidInput } from '#shared/errors.ts';
import type { Figure } from '#shared/figure.ts';
import type { DataTable } from '#shared/statistics/data-table.ts';
import type { Statistic } from '#shared/statistics/statistic.ts';
import { statistics } from '#shared/statistics/statistics.ts';
import { appVersion } from '../app-folder.ts';
import type { ComputePool } from '../compute/pool.ts';
import type { TaskProgress } from '../compute/task.ts';
import { codeHash } from '../export/code-hash.ts';
import { hashTable } from '../export/data-hash.ts';
import { canonicalJson, type Provenance, sha256 } from '../export/receipt.ts';
import type { ReadDb } from '../store/database.ts';
import { getFeatureSet } from '../store/features.ts';
import { getModel } from '../store/models.ts';
import { getRun } from '../store/runs.ts';
import { featureSetOf } from './attachments.ts';
import type { FigureCache } from './figure-cache.ts';
import { sourceTable } from './source-table.ts';

export interface StatisticRequest {
  readonly source: StatisticSource;
  readonly statisticId: string;
  readonly params: Record<string, unknown>;
}

/** What computes figures. */
export interface EvidenceTools {
  readonly db: ReadDb;
  readonly compute: ComputePool;
  readonly cache: FigureCache;
}

export interface EvidenceHooks {
  readonly signal?: AbortSignal | undefined;
  /** Share of the work done, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** A figure with what its receipt will say it was made from: both of the same reading of the data. */
export interface Evidence {
  readonly figure: Figure;
  readonly provenance: Provenance;
}

/**
 * Computes a statistic in a compute process, or takes it from the cache where data, parameters and code are the same,
 * and says in the figure when its model is not a trained one.
 */
export async function computeEvidence(
  { db, compute, cache }: EvidenceTools,
  { source, statisticId, params }: StatisticRequest,
  { signal, onProgress }: EvidenceHooks = {},
): Promise<Evidence> {
  const statistic = statisticOf(statisticId);
  const full = withDefaults(statistic, params);
  const table = sourceTable(db, source, statistic.needs);
  const provenance = await provenanceOf(db, { source, statistic, params: full, table });
  // Lesion ids are in the marks but not in the fingerprint of the data.
  const ids = Array.from(table.subjects ?? []);
  const key = sha256(canonicalJson([provenance.codeSha256, statisticId, full, provenance.data.sha256, ids]));
  let figure = await cache.get(key);
  if (!figure) {
    const hooks = { signal, onProgress: onProgress && (({ done, total }: TaskProgress) => onProgress(done / total)) };
    figure = await compute.run('compute-statistic', { statisticId, table, params: full }, hooks);
    await cache.put(key, figure);
  }
  const untrained = untrainedModels(db, source, statistic);
  return { figure: untrained.length > 0 ? markUntrained(figure, untrained) : figure, provenance };
}

export function statisticOf(id: string): Statistic {
  const statistic = statistics.find((candidate) => candidate.id === id);
  if (!statistic) throw new AppError('not-found', `There is no statistic “${id}”.`);
  return statistic;
}

/** A receipt must hold the seed and every other choice, also those the user left as they were. */
function withDefaults(statistic: Statistic, params: Record<string, unknown>): Record<string, unknown> {
  const parsed = statistic.params.safeParse(params);
  if (!parsed.success) throw fromWireError(invalidInput(parsed.error));
  return parsed.data;
}

async function provenanceOf(
  db: ReadDb,
  request: { source: StatisticSource; statistic: Statistic; params: Record<string, unknown>; table: DataTable },
): Promise<Provenance> {
  const { source, statistic, params, table } = request;
  const run = source.runId === null ? null : getRun(db, source.runId);
  const features = run
    ? getFeatureSet(db, run.featureSetId)
    : statistic.needs.includes('features')
      ? featureSetOf(db, source)
      : null;
  const model = features && getModel(db, features.modelId);
  return {
    appVersion,
    codeSha256: await codeHash(),
    keptAt: new Date().toISOString(),
    source,
    statistic: { id: statistic.id, params },
    data: { sha256: hashTable(table), rowCount: table.rowCount },
    model: model && {
      name: model.name,
      sha256: model.sha256,
      trained: model.trained,
      profile: features.profile,
      engine: features.engine,
    },
    run: run && runFacts(run),
    comparedRuns: runsOf(source, statistic)
      .slice(1)
      .map((id) => runFacts(getRun(db, id))),
  };
}

const runFacts = ({ name, seed, fraction, chosenC }: Run) => ({ name, seed, fraction, chosenC });

/** The runs that a statistic reads: further ones only where it compares. */
const runsOf = (source: StatisticSource, { needs }: Statistic): RunId[] => {
  if (source.runId === null) return [];
  return needs.includes('runs') ? [...new Set([source.runId, ...source.compareWith])] : [source.runId];
};

function untrainedModels(db: ReadDb, source: StatisticSource, statistic: Statistic): Model[] {
  const sets = runsOf(source, statistic).map((id) => getRun(db, id).featureSetId);
  if (statistic.needs.includes('features')) sets.push(featureSetOf(db, source).id);
  const models = sets.map((id) => getModel(db, getFeatureSet(db, id).modelId));
  return [...new Map(models.map((model) => [model.id, model])).values()].filter(({ trained }) => !trained);
}

function markUntrained(figure: Figure, models: readonly Model[]): Figure {
  const names = models.map(({ name }) => `“${name}”`).join(' and ');
  const are = models.length > 1 ? 'which are' : 'which is';
  const sentence = `The features come from ${names}, ${are} not trained: the result shows the procedure, not the value of a foundation model.`;
  return { ...figure, caption: `${figure.caption} ${sentence}`, warnings: [sentence, ...figure.warnings] };
}
