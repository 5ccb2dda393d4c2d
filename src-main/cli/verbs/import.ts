import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Client } from '#shared/contract/contract.ts';
import {
  type ImportOptions,
  type ImportPreview,
  importOptionsSchema,
  tableMappingSchema,
} from '#shared/contract/imports.ts';
import type { Cohort } from '#shared/domain/entities.ts';
import { AppError } from '#shared/errors.ts';
import { createMainSide } from '../../main-side.ts';
import { followJob } from '../follow-job.ts';
import { clientOf } from '../reply.ts';
import { choiceOption, exitCodes, parseOptions, printJson, requiredOption, type Verb, type VerbIo } from '../verb.ts';

const kinds = ['table', 'dicom-folder'] as const;
/** What the job adds up: only what was not in the cohort before. */
const addedSchema = z.object({ patients: z.number(), scans: z.number(), lesions: z.number() });

const options = {
  into: { type: 'string' },
  as: { type: 'string' },
  cohort: { type: 'string' },
  roi: { type: 'string', multiple: true },
  mapping: { type: 'string' },
  images: { type: 'string' },
  'axis-order': { type: 'string' },
  preview: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseOptions<typeof options>>['values'];

export const verb: Verb = {
  name: 'import',
  summary: 'Takes a table or a DICOM folder into a cohort of a workspace.',
  usage: `SOURCE --into WORKSPACE [--cohort NAME] [--as KIND] [--roi NAME ...] [--json]

  --into FOLDER       The workspace; made if it is not there.
  --cohort NAME       The cohort; made if it is not there. Absent: the name of the source.
  --as KIND           table or dicom-folder. Absent: told by looking at the source.
  --roi NAME          DICOM: a region that becomes a lesion, by exact name; may be repeated. Absent: those that look like
                      gross tumour volumes.
  --images FOLDER     Table: the folder that image paths start from. Absent: the folder of the table.
  --axis-order ORDER  Table of .npy or .npz files: xyz or zyx, which index comes first.
  --mapping FILE      Table: what each column is for, as JSON. Absent: the mapping that --preview proposes.
  --preview           Only looks, and prints what was found with the proposed mapping. Needs no workspace.
  --json              Prints the result as one JSON document.`,
  async run(args, io) {
    const { values, positionals } = parseOptions(args, options, { min: 1, max: 1 });
    const source = resolve(positionals[0] ?? '');
    const into = values.preview ? null : resolve(requiredOption('into', values.into));
    const mainSide = await createMainSide({ shell: { kind: 'server', pick: null, openDrawingPage: noDrawing } });
    try {
      const client = clientOf(mainSide);
      const preview = await client['imports.preview']({ path: source });
      const kind = choiceOption('as', values.as, kinds, preview.kind);
      if (kind !== preview.kind)
        throw new AppError('invalid-input', `"${basename(source)}" cannot be imported as ${kind}.`);
      if (into === null) return describe(preview, values.json === true, io);
      for (const { item, message } of preview.warnings) io.note(`${item}: ${message}`);
      const importOptions = await optionsOf(preview, values);
      await openOrCreate(client, into);
      const cohort = await findOrCreate(client, values.cohort ?? basename(source));
      const { jobId } = await client['imports.start']({ cohortId: cohort.id, options: importOptions });
      const { job, failures } = await followJob(mainSide, jobId, io);
      const added = addedSchema.parse(job.result);
      const { patientCount, scanCount, lesionCount } = await refreshed(client, cohort);
      if (values.json) {
        printJson(io, {
          workspace: into,
          cohort: { id: cohort.id, name: cohort.name, patientCount, scanCount, lesionCount },
          added,
          failures,
        });
      } else {
        io.out(
          `New in "${cohort.name}": ${added.patients} patients, ${added.scans} scans, ${added.lesions} lesions. Refused: ${failures.length}.`,
        );
        io.out(`The cohort now holds ${patientCount} patients, ${scanCount} scans, ${lesionCount} lesions.`);
      }
      return failures.length > 0 ? exitCodes.someFailed : exitCodes.done;
    } finally {
      await mainSide.close();
    }
  },
};

const noDrawing = (): Promise<never> => Promise.reject(new AppError('unsupported', 'An import draws no figure.'));

function describe(preview: ImportPreview, asJson: boolean, io: VerbIo): number {
  if (asJson) {
    printJson(io, preview);
    return exitCodes.done;
  }
  if (preview.kind === 'table') {
    io.out(`Table of ${preview.rowCount} rows.`);
    for (const { name, type, missing, samples } of preview.columns) {
      io.out(`  ${name}: ${type}${missing > 0 ? `, ${missing} missing` : ''}; ${samples.slice(0, 3).join(', ')}`);
    }
    io.out(`Proposed mapping:\n${JSON.stringify(preview.suggested, null, 2)}`);
  } else if (preview.kind === 'dicom-folder') {
    io.out(`DICOM folder: ${preview.fileCount} files, ${preview.patientCount} patients.`);
    for (const { modality, description, sliceCount, reason } of preview.series) {
      io.out(
        `  ${[modality, description].filter((part) => part !== '').join(' ')}, ${sliceCount} files${reason === null ? '' : `: ${reason}`}`,
      );
    }
    for (const { name, patientCount, suggested } of preview.rois) {
      io.out(`  Region "${name}": ${patientCount} patients${suggested ? ' (proposed)' : ''}`);
    }
  } else {
    io.out(
      `${preview.title}: ${preview.counts.patients} patients, ${preview.counts.scans} scans, ${preview.counts.lesions} lesions.`,
    );
    for (const { label, state, detail } of preview.checks) io.out(`  ${label}: ${state}. ${detail}`);
    for (const { id, label, value } of preview.fields) io.out(`  ${id} (${label}): ${value}`);
  }
  for (const { item, message } of preview.warnings) io.out(`  ${item}: ${message}`);
  return exitCodes.done;
}

async function optionsOf(preview: ImportPreview, values: Values): Promise<ImportOptions> {
  if (preview.kind === 'dicom-folder') {
    const rois = values.roi ?? preview.rois.filter(({ suggested }) => suggested).map(({ name }) => name);
    const unknown = rois.find((roi) => !preview.rois.some(({ name }) => name === roi));
    if (unknown !== undefined) {
      const known = preview.rois.map(({ name }) => name).join(', ') || 'none';
      throw new AppError('invalid-input', `No structure set has a region "${unknown}". The regions are: ${known}.`);
    }
    return importOptionsSchema.parse({ kind: 'dicom-folder', path: preview.path, rois });
  }
  if (preview.kind === 'dataset') {
    const choices = Object.fromEntries(preview.fields.map(({ id, value }) => [id, value]));
    return importOptionsSchema.parse({ kind: 'dataset', dataset: preview.dataset, path: preview.path, choices });
  }
  const mapping =
    values.mapping === undefined
      ? preview.suggested
      : tableMappingSchema.parse(await readJson(resolve(values.mapping)));
  const axisOrder = choiceOption('axis-order', values['axis-order'], ['xyz', 'zyx'], mapping.array.axisOrder);
  const imageFolder = values.images === undefined ? mapping.imageFolder : resolve(values.images);
  return importOptionsSchema.parse({
    kind: 'table',
    path: preview.path,
    mapping: { ...mapping, imageFolder, array: { ...mapping.array, axisOrder } },
  });
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError('not-found', `"${basename(path)}" cannot be read.`, { cause });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('invalid-input', `"${basename(path)}" is not JSON.`, { cause });
  }
}

async function openOrCreate(client: Client, path: string): Promise<void> {
  const exists = existsSync(join(path, 'workspace.sqlite'));
  const workspace = exists
    ? await client['workspaces.open']({ path })
    : await client['workspaces.create']({ path, name: basename(path) });
  if (workspace.readOnly) {
    throw new AppError(
      'conflict',
      `The workspace is in use by ${workspace.heldBy ?? 'another process'}; close it there first.`,
    );
  }
}

async function findOrCreate(client: Client, name: string): Promise<Cohort> {
  const cohorts = await client['cohorts.list']({});
  return cohorts.find((cohort) => cohort.name === name) ?? client['cohorts.create']({ name });
}

async function refreshed(client: Client, { id }: Cohort): Promise<Cohort> {
  const cohort = (await client['cohorts.list']({})).find((candidate) => candidate.id === id);
  if (!cohort) throw new AppError('not-found', 'The cohort was removed meanwhile.');
  return cohort;
}
