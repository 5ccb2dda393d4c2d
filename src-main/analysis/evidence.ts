import type { Model } from '#shared/domain/entities.ts';
import type { Figure } from '#shared/figure.ts';
import { statistics } from '#shared/statistics/statistics.ts';
import type { StatisticSource } from '#shared/domain/source.ts';
import { appVersion } from '../app-folder.ts';
import type { ComputePool } from '../compute/pool.ts';
import { codeHash } from '../export/code-hash.ts';
import { hashTable } from '../export/data-hash.ts';
import type { Provenance } from '../export/receipt.ts';
import type { ReadDb } from '../store/database.ts';
import { getFeatureSet } from '../store/features.ts';
import { getModel } from '../store/models.ts';
import { getRun } from '../store/runs.ts';
import { sourceTable } from './source-table.ts';

export interface StatisticRequest {
  readonly source: StatisticSource;
  readonly statisticId: string;
  readonly params: Record<string, unknown>;
}

/** Computes a statistic in a compute process, and says in the figure when its model is not a trained one. */
export async function computeFigure(
  db: ReadDb,
  compute: ComputePool,
  { source, statisticId, params }: StatisticRequest,
  signal?: AbortSignal,
): Promise<Figure> {
  const table = sourceTable(db, source);
  const figure = await compute.run('compute-statistic', { statisticId, table, params }, { signal });
  const model = source.runId === null ? null : modelOf(db, source.runId);
  return model && !model.trained ? markUntrained(figure, model) : figure;
}

/** What the figure's receipt will say it was made from. */
export async function provenanceOf(db: ReadDb, { source, statisticId, params }: StatisticRequest): Promise<Provenance> {
  const table = sourceTable(db, source);
  const run = source.runId === null ? null : getRun(db, source.runId);
  const features = run && getFeatureSet(db, run.featureSetId);
  const model = features && getModel(db, features.modelId);
  return {
    appVersion,
    codeSha256: await codeHash(),
    keptAt: new Date().toISOString(),
    statistic: { id: statisticId, params: withDefaults(statisticId, params) },
    data: { sha256: hashTable(table), rowCount: table.rowCount },
    model: model && {
      name: model.name,
      sha256: model.sha256,
      trained: model.trained,
      profile: features.profile,
      engine: features.engine,
    },
    run: run && { name: run.name, seed: run.seed, fraction: run.fraction, chosenC: run.chosenC },
  };
}

/** A receipt must hold the seed and every other choice, also those the user left as they were. */
const withDefaults = (statisticId: string, params: Record<string, unknown>): Record<string, unknown> =>
  statistics.find(({ id }) => id === statisticId)?.params.parse(params) ?? params;

const modelOf = (db: ReadDb, runId: NonNullable<StatisticSource['runId']>): Model =>
  getModel(db, getFeatureSet(db, getRun(db, runId).featureSetId).modelId);

function markUntrained(figure: Figure, model: Model): Figure {
  const sentence = `The features come from “${model.name}”, which is not trained: the result shows the procedure, not the value of a foundation model.`;
  return { ...figure, caption: `${figure.caption} ${sentence}`, warnings: [sentence, ...figure.warnings] };
}
