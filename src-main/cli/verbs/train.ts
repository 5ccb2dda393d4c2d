import { resolve } from 'node:path';
import { type FineTuneInput, fineTuneTask } from '#main/compute/training-tasks.ts';
import { AppError } from '#shared/errors.ts';
import { profileIds } from '#shared/imaging/profiles.ts';
import { fineTunePresets, presetSettings } from '#shared/training/presets.ts';
import { balancedWeights, type LearningTask } from '#shared/training/task-loss.ts';
import { type CohortRows, readCohortRows } from '../cohort-rows.ts';
import { modelsFolderOf, shortId, withModel } from '../find-model.ts';
import {
  choiceOption,
  exitCodes,
  integerOption,
  numberOption,
  parseOptions,
  printJson,
  requiredOption,
  type Verb,
  type VerbIo,
} from '../verb.ts';

const options = {
  model: { type: 'string' },
  workspace: { type: 'string' },
  run: { type: 'string' },
  name: { type: 'string' },
  class: { type: 'string' },
  time: { type: 'string' },
  event: { type: 'string' },
  part: { type: 'string' },
  preset: { type: 'string' },
  epochs: { type: 'string' },
  batch: { type: 'string' },
  rate: { type: 'string' },
  patience: { type: 'string' },
  hidden: { type: 'string' },
  'head-only': { type: 'boolean' },
  balance: { type: 'boolean' },
  seed: { type: 'string' },
  profile: { type: 'string' },
  images: { type: 'string' },
  hu: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;
type Values = ReturnType<typeof parseOptions<typeof options>>['values'];

export const verb: Verb = {
  name: 'train',
  summary: 'Fine-tunes a model on the lesions of a table.',
  usage: `finetune <cohort.csv> --model MODEL --run FOLDER (--class COLUMN | --time COLUMN --event COLUMN) [--json]

  <cohort.csv>       Columns image_path, coordX, coordY, coordZ (LPS mm) and those named below; CSV, TSV or XLSX.
  --model MODEL      What to start from: a model folder, a weight file, a model's checksum or name, or untrained.
  --run FOLDER       Patches and checkpoints. Called again with the same input, the run goes on from its last epoch.
  --class COLUMN     Two classes are learnt by one logit, more by softmax, in the order of their names.
  --time, --event    Time to the event, and 1 or 0: Cox's partial likelihood (ties by Efron).
  --part COLUMN      Where the table says train or tune (default part); other rows are left out.
  --preset P         ${fineTunePresets.join(', ')} (default ${fineTunePresets[0]}): optimiser, rate, batch and augmentations.
  --epochs N, --batch N, --rate R   Instead of those of the preset.
  --patience N       Stops after N epochs without a better tuning loss.
  --hidden A,B       Widths of the head's inner layers (default none).
  --head-only        The trunk stays as it is.
  --balance          Every class counts the same.
  --seed N           Of the head, the order and the augmentations (default 1).
  --name N           What to call the model.
  --workspace FOLDER The model goes to this workspace's models, not your own.
  --profile P        ${profileIds.join(', ')} (default ${profileIds[0]}).
  --images FOLDER    The folder that image paths start from (default: that of the table).
  --hu               Arrays hold Hounsfield units, not scaled values.
  --json             Prints the model and every epoch as one JSON document.`,
  async run(args, io) {
    const { values, positionals } = parseOptions(args, options, { min: 2, max: 2 });
    const [action, table] = positionals as [string, string];
    if (action !== 'finetune') throw new AppError('invalid-input', 'The action is: finetune <cohort.csv>.');
    const runFolder = resolve(requiredOption('run', values.run));
    return withModel(requiredOption('model', values.model), values.workspace, io, async (start) => {
      const rows = await readCohortRows(resolve(table), {
        images: values.images === undefined ? null : resolve(values.images),
        intensity: values.hu ? 'hu' : 'scaled',
        signal: io.signal,
      });
      const parts = partsOf(rows, values.part ?? 'part');
      const failures = rows.failures.map(({ id, error }) => ({ line: rows.lines[id]!, message: error.message }));
      const result = await fineTuneTask(
        {
          start,
          runFolder,
          modelsFolder: modelsFolderOf(values.workspace),
          name: values.name ?? `${start.manifest.name}, fine-tuned`,
          profile: choiceOption('profile', values.profile, profileIds, profileIds[0]),
          items: rows.items.filter(({ id }) => parts.train.includes(id) || parts.tune.includes(id)),
          task: taskOf(rows, values, parts),
          ...parts,
          hiddenLayers: widthsOf(values.hidden),
          settings: settingsOf(values),
        },
        {
          signal: io.signal,
          report: progressTo(io),
          log: io.note,
          emit: (item) => {
            if ('epoch' in item) {
              const { epoch, trainLoss, tuneLoss } = item.epoch;
              io.note(`Epoch ${epoch}: training loss ${trainLoss.toFixed(4)}, tuning loss ${tuneLoss.toFixed(4)}`);
            } else failures.push({ line: rows.lines[item.id]!, message: item.error.message });
          },
        },
      );
      for (const { line, message } of failures) io.note(`line ${line}: ${message}`);
      const { model, best, epochs } = result;
      if (values.json) {
        const { name, sha256 } = model.manifest;
        printJson(io, { model: { folder: model.folder, name, sha256 }, best, epochs, failures });
      } else {
        io.out(
          `"${model.manifest.name}" (${shortId(model)}) is epoch ${best.epoch} of ${epochs.length}: tuning loss ${best.tuneLoss.toFixed(4)}.`,
        );
      }
      return failures.length > 0 ? exitCodes.someFailed : exitCodes.done;
    });
  },
};

function columnOf({ columns, rows }: CohortRows, name: string): string[] {
  const index = columns.indexOf(name);
  if (index < 0)
    throw new AppError('invalid-input', `The table has no column ${name}. Its columns: ${columns.join(', ')}.`);
  return rows.map((cells) => (cells[index] ?? '').trim());
}

function partsOf(rows: CohortRows, column: string): { train: number[]; tune: number[] } {
  const cells = columnOf(rows, column);
  const where = (part: string): number[] => cells.flatMap((cell, id) => (cell.toLowerCase() === part ? [id] : []));
  return { train: where('train'), tune: where('tune') };
}

function taskOf(rows: CohortRows, values: Values, { train, tune }: { train: number[]; tune: number[] }): LearningTask {
  const used = [...train, ...tune];
  if (values.class === undefined) {
    const numbers = (option: 'time' | 'event'): number[] => {
      const cells = columnOf(rows, requiredOption(option, values[option]));
      const numeric = cells.map((cell) => (cell === '' ? Number.NaN : Number(cell)));
      const wrong = used.find((id) =>
        option === 'time' ? !Number.isFinite(numeric[id]) : numeric[id] !== 0 && numeric[id] !== 1,
      );
      if (wrong !== undefined)
        throw new AppError(
          'invalid-input',
          `Line ${rows.lines[wrong]} has no ${option === 'time' ? 'number' : '0 or 1'} in ${values[option]}.`,
        );
      return numeric;
    };
    return { kind: 'survival', times: numbers('time'), events: numbers('event'), ties: 'efron' };
  }
  const cells = columnOf(rows, values.class);
  const empty = used.find((id) => cells[id] === '');
  if (empty !== undefined)
    throw new AppError('invalid-input', `Line ${rows.lines[empty]} has no class in ${values.class}.`);
  const names = [...new Set(used.map((id) => cells[id]!))].toSorted((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  const targets = cells.map((cell) => names.indexOf(cell));
  const trained = train.map((id) => targets[id]!);
  const weights = values.balance ? { weights: balancedWeights(trained, names.length) } : {};
  return names.length === 2
    ? { kind: 'binary', targets, ...weights }
    : { kind: 'classes', count: names.length, targets, ...weights };
}

function settingsOf(values: Values): FineTuneInput['settings'] {
  const preset = presetSettings[choiceOption('preset', values.preset, fineTunePresets, fineTunePresets[0])];
  return {
    ...preset,
    epochs: integerOption('epochs', values.epochs, preset.epochs, 1),
    batchSize: integerOption('batch', values.batch, preset.batchSize, 2),
    learningRate: numberOption('rate', values.rate, preset.learningRate),
    trains: values['head-only'] ? 'the head' : 'all layers',
    patience: values.patience === undefined ? null : integerOption('patience', values.patience, 0, 1),
    seed: integerOption('seed', values.seed, 1),
  };
}

function widthsOf(text: string | undefined): number[] {
  if (text === undefined) return [];
  const widths = text.split(',').map(Number);
  if (widths.some((width) => !Number.isInteger(width) || width < 1))
    throw new AppError('invalid-input', `--hidden takes widths as 2048,512, not "${text}".`);
  return widths;
}

/** A note every few seconds. */
function progressTo(io: VerbIo): (progress: { done: number; total: number; label: string }) => void {
  let last = performance.now();
  return ({ done, total, label }) => {
    if (performance.now() - last < 3000) return;
    last = performance.now();
    io.note(`${label}: ${done} of ${total}`);
  };
}
