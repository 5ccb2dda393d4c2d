import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { createMainSide } from '../../main-side.ts';
import { importModel } from '../../models/import-model.ts';
import { listModelFolders, type ModelFolder } from '../../models/model-folder.ts';
import { writeOnnx } from '../../models/onnx-writer.ts';
import { modelsFolderOf, shortId, withModel } from '../find-model.ts';
import { followJob } from '../follow-job.ts';
import { clientOf } from '../reply.ts';
import { exitCodes, parseOptions, printJson, requiredOption, type Verb, type VerbIo } from '../verb.ts';

const options = {
  name: { type: 'string' },
  workspace: { type: 'string' },
  onnx: { type: 'string' },
  json: { type: 'boolean' },
} as const;
type Values = ReturnType<typeof parseOptions<typeof options>>['values'];

export const verb: Verb = {
  name: 'model',
  summary: 'Imports, lists and exports models.',
  usage: `import <file> [--name N] [--workspace FOLDER] [--json]
       list [--workspace FOLDER] [--json]
       export <model> --onnx out.onnx [--workspace FOLDER] [--json]

  <file>             .torch, .pt, .pth, .ckpt, .safetensors or a model folder. Nothing in a file is ever executed.
  <model>            A checksum (four characters or more), a name, a model folder, a weight file, or untrained.
  --name N           What to call it (default: the name of the file).
  --workspace FOLDER The models of this workspace. Absent: your own models, which every command finds.
  --onnx FILE        Where to write the ONNX graph.
  --json             Prints one JSON document.`,
  async run(args, io) {
    const { values, positionals } = parseOptions(args, options, { min: 1, max: 2 });
    const [action, subject] = positionals;
    if (action === 'list' && subject === undefined) return list(values, io);
    if (action === 'import') return importFile(requiredArgument(subject), values, io);
    if (action === 'export') return exportOnnx(requiredArgument(subject), values, io);
    throw new AppError('invalid-input', 'The actions are: import <file>, list, export <model> --onnx out.onnx.');
  },
};

function requiredArgument(subject: string | undefined): string {
  if (subject === undefined) throw new AppError('invalid-input', 'An argument is missing.');
  return subject;
}

async function list({ workspace, json }: Values, io: VerbIo): Promise<number> {
  const models = await listModelFolders(modelsFolderOf(workspace));
  if (json) printJson(io, models.map(described));
  else if (models.length === 0) io.out('There are no models yet. Import one by: seedpoint model import <file>');
  else for (const model of models) io.out(lineOf(model));
  return exitCodes.done;
}

async function importFile(path: string, values: Values, io: VerbIo): Promise<number> {
  const name = values.name ?? basename(path, extname(path));
  const model =
    values.workspace === undefined
      ? await importModel(path, modelsFolderOf(undefined), { name, signal: io.signal })
      : await importIntoWorkspace(resolve(path), name, resolve(values.workspace), io);
  if (values.json) printJson(io, described(model));
  else io.out(lineOf(model));
  return exitCodes.done;
}

/** Through the workspace's own job, so that the app shows it. */
async function importIntoWorkspace(path: string, name: string, workspace: string, io: VerbIo): Promise<ModelFolder> {
  if (!existsSync(join(workspace, 'workspace.sqlite'))) {
    throw new AppError('not-found', `There is no workspace in "${basename(workspace)}".`);
  }
  const openDrawingPage = (): Promise<never> =>
    Promise.reject(new AppError('unsupported', 'The import of a model draws no figure.'));
  const mainSide = await createMainSide({ shell: { kind: 'server', pick: null, openDrawingPage } });
  try {
    const client = clientOf(mainSide);
    await client['workspaces.open']({ path: workspace });
    const { jobId } = await client['models.import']({ path, name });
    const { job } = await followJob(mainSide, jobId, io);
    const imported = (await client['models.list']({})).find(({ id }) => id === job.result?.['modelId']);
    const folders = await listModelFolders(modelsFolderOf(workspace));
    const model = folders.find(({ manifest }) => manifest.sha256 === imported?.sha256);
    if (!model) throw new AppError('not-found', 'The model was removed meanwhile.');
    return model;
  } finally {
    await mainSide.close();
  }
}

async function exportOnnx(text: string, { workspace, onnx, json }: Values, io: VerbIo): Promise<number> {
  const path = resolve(requiredOption('onnx', onnx));
  return withModel(text, workspace, io, async (model) => {
    await writeOnnx(model.folder, path, { signal: io.signal });
    const { size } = await stat(path);
    if (json) printJson(io, { path, sizeBytes: size, model: described(model) });
    else io.out(`${path}  ${(size / 1e6).toFixed(1)} MB`);
    return exitCodes.done;
  });
}

const described = (model: ModelFolder) => ({ id: shortId(model), folder: model.folder, ...model.manifest });

function lineOf(model: ModelFolder): string {
  const { name, parameterCount, featureCount, headOutputs, trained } = model.manifest;
  const head = headOutputs > 0 ? `, head of ${headOutputs}` : '';
  const note = trained ? '' : '  (untrained)';
  return `${shortId(model)}  ${name}  ${parameterCount.toLocaleString('en')} parameters, ${featureCount} features${head}${note}`;
}
