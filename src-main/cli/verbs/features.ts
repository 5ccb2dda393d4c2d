import { extname, resolve } from 'node:path';
import { encodeFeed } from '#main/compute/encode-feed.ts';
import { openEncoder } from '#main/compute/engines/encoder.ts';
import { extractFeatures } from '#main/compute/extract.ts';
import { openPatchFile } from '#main/compute/patch-file.ts';
import type { ModelFolder } from '#main/models/model-folder.ts';
import { engineIds } from '#shared/domain/entities.ts';
import type { WireError } from '#shared/errors.ts';
import { profileIds } from '#shared/imaging/profiles.ts';
import { readCohortRows } from '../cohort-rows.ts';
import { checkFeaturePath, type FeatureFile, writeFeatureFile } from '../feature-file.ts';
import { cacheFolderOf, withModel } from '../find-model.ts';
import {
  choiceOption,
  exitCodes,
  integerOption,
  parseOptions,
  printJson,
  requiredOption,
  type Verb,
  type VerbIo,
} from '../verb.ts';

const options = {
  model: { type: 'string' },
  workspace: { type: 'string' },
  output: { type: 'string', short: 'o' },
  profile: { type: 'string' },
  engine: { type: 'string' },
  batch: { type: 'string' },
  images: { type: 'string' },
  hu: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export const verb: Verb = {
  name: 'features',
  summary: 'Computes the features of every lesion of a table, or of ready-made patches.',
  usage: `<cohort.csv | patches.npy> --model MODEL -o out.(csv|parquet|npy) [--json]

  <cohort.csv>       Columns image_path, coordX, coordY, coordZ (LPS mm); CSV, TSV or XLSX. The output has all columns of
                     the table and pred_0, pred_1, ...; a row that failed has no numbers.
  <patches.npy>      float32 [n, 1, 50, 50, 50] in Z, Y, X, scaled as \`patch\` writes them.
  --model MODEL      A model folder, a weight file, a model's checksum (four characters or more) or name, or untrained.
  --workspace FOLDER Models and cache of this workspace, not your own.
  --profile P        ${profileIds.join(', ')} (default ${profileIds[0]}); for tables.
  --engine E         ${engineIds.join(', ')} (default auto).
  --batch N          Patches in one run at most (default 8).
  --images FOLDER    The folder that image paths start from (default: that of the table).
  --hu               Arrays hold Hounsfield units, not scaled values.
  -o, --output FILE  The ending says the format.
  --json             Prints rows, features, engine, model and failures as one JSON document.`,
  async run(args, io) {
    const { values, positionals } = parseOptions(args, options, { min: 1, max: 1 });
    const output = requiredOption('output', values.output);
    checkFeaturePath(output);
    const settings: Settings = {
      cacheFolder: cacheFolderOf(values.workspace),
      profile: choiceOption('profile', values.profile, profileIds, profileIds[0]),
      engine: choiceOption('engine', values.engine, engineIds, 'auto'),
      batchSize: integerOption('batch', values.batch, 8, 1),
      images: values.images === undefined ? null : resolve(values.images),
      intensity: values.hu ? 'hu' : 'scaled',
    };
    const input = resolve(positionals[0] as string);
    return withModel(requiredOption('model', values.model), values.workspace, io, async (model) => {
      const { name, sha256, trained } = model.manifest;
      if (!trained) io.note(`"${name}" is not trained: its features mean nothing.`);
      const isPatches = extname(input).toLowerCase() === '.npy';
      const { table, engine, failures } = await (isPatches ? ofPatches : ofTable)(input, model, settings, io);
      await writeFeatureFile(output, table);
      for (const { item, error } of failures) io.note(`${item}: ${error.message}`);
      const rows = table.rows.length;
      if (values.json) {
        printJson(io, {
          output: resolve(output),
          rows,
          features: table.dimension,
          engine,
          model: { name, sha256, trained },
          failures,
        });
      } else {
        io.out(
          `${rows - failures.length} of ${rows} rows have ${table.dimension} features, by "${name}" on ${engine}.`,
        );
      }
      return failures.length > 0 ? exitCodes.someFailed : exitCodes.done;
    });
  },
};

interface Settings {
  readonly cacheFolder: string;
  readonly profile: (typeof profileIds)[number];
  readonly engine: (typeof engineIds)[number];
  readonly batchSize: number;
  readonly images: string | null;
  readonly intensity: 'hu' | 'scaled';
}

interface Outcome {
  readonly table: FeatureFile;
  readonly engine: string;
  readonly failures: { item: string; error: WireError }[];
}

const emptyMatrix = (rows: number, dimension: number): Float32Array =>
  new Float32Array(rows * dimension).fill(Number.NaN);

async function ofTable(path: string, model: ModelFolder, settings: Settings, io: VerbIo): Promise<Outcome> {
  const { images, intensity, ...extraction } = settings;
  const { columns, rows, lines, items, failures } = await readCohortRows(path, {
    images,
    intensity,
    signal: io.signal,
  });
  const dimension = model.manifest.featureCount;
  const matrix = emptyMatrix(rows.length, dimension);
  const failed = [...failures];
  const { engine } = await extractFeatures(
    { ...extraction, modelFolder: model.folder, items },
    {
      signal: io.signal,
      report: progressTo(io),
      log: io.note,
      emit: (item) => {
        if ('error' in item) failed.push(item);
        else matrix.set(item.features, item.id * dimension);
      },
    },
  );
  failed.sort((a, b) => a.id - b.id);
  return {
    table: { columns, rows, matrix, dimension },
    engine,
    failures: failed.map(({ id, error }) => ({ item: `line ${lines[id]}`, error })),
  };
}

async function ofPatches(path: string, model: ModelFolder, settings: Settings, io: VerbIo): Promise<Outcome> {
  const { cacheFolder, engine, batchSize } = settings;
  const feed = await openPatchFile(path, settings.intensity);
  try {
    const encoder = await openEncoder({
      modelFolder: model.folder,
      cacheFolder,
      engine,
      batchSize,
      signal: io.signal,
      log: io.note,
    });
    try {
      const dimension = encoder.featureCount;
      const matrix = emptyMatrix(feed.count, dimension);
      const failures: Outcome['failures'] = [];
      const report = progressTo(io);
      let done = 0;
      await encodeFeed(feed, encoder, {
        signal: io.signal,
        log: io.note,
        onFeatures: (id, features) => {
          matrix.set(features, id * dimension);
          report({ done: (done += 1), total: feed.count });
        },
        onFailure: (id, error) => failures.push({ item: `patch ${id}`, error }),
      });
      const rows = Array.from({ length: feed.count }, (_, index) => [String(index)]);
      return { table: { columns: ['patch'], rows, matrix, dimension }, engine: encoder.engine, failures };
    } finally {
      await encoder.close();
    }
  } finally {
    await feed.close();
  }
}

/** A note every few seconds. */
function progressTo(io: VerbIo): (progress: { done: number; total: number }) => void {
  let last = performance.now();
  return ({ done, total }) => {
    if (performance.now() - last < 3000) return;
    last = performance.now();
    io.note(`${done} of ${total}`);
  };
}
