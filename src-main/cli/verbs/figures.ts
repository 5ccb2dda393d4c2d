import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Client } from '#shared/contract/contract.ts';
import { figureFormats, usualFormats } from '#shared/contract/evidence.ts';
import type { Cohort, FigureRecord } from '#shared/domain/entities.ts';
import { AppError, cancelled, isCancelled, toWireError, type WireError } from '#shared/errors.ts';
import type { Figure } from '#shared/figure.ts';
import { type FigureFormat, fileNameOf } from '../../export/export-figure.ts';
import { writeFiles } from '../../export/write-files.ts';
import type { MainSide } from '../../main-side.ts';
import { openServerShell } from '../../server/server-shell.ts';
import { followJob } from '../follow-job.ts';
import { clientOf } from '../reply.ts';
import { choiceOption, exitCodes, parseOptions, printJson, requiredOption, type Verb, type VerbIo } from '../verb.ts';

interface Exported {
  readonly cohort: string;
  readonly title: string;
  readonly folder: string;
  readonly files: readonly string[];
}

interface Failed {
  readonly cohort: string;
  readonly title: string;
  readonly error: WireError;
}

export const verb: Verb = {
  name: 'figures',
  summary: 'Writes the manuscript set of each cohort: every figure and table its runs give, and the figures kept.',
  usage: `--workspace FOLDER -o FOLDER [--kept] [--formats svg,pdf,png,csv] [--json]

  --workspace FOLDER  The workspace.
  -o, --out FOLDER    Where to: one folder per cohort with figures, tables and texts; kept figures below it in kept.
  --kept              Only the figures that were kept.
  --formats LIST      Some of ${figureFormats.join(', ')}. Absent: ${usualFormats.join(', ')} and, of tables, xlsx, docx, tex.
  --json              Prints { sets: [{ cohort, folder, made, leftOut }], figures: [{ cohort, title, folder, files }], failures: [...] }.`,
  async run(args, io) {
    const { values } = parseOptions(args, {
      workspace: { type: 'string' },
      out: { type: 'string', short: 'o' },
      formats: { type: 'string' },
      kept: { type: 'boolean' },
      json: { type: 'boolean' },
    });
    const workspace = resolve(requiredOption('workspace', values.workspace));
    const out = resolve(requiredOption('out', values.out));
    const formats = formatsOf(values.formats);
    const shell = await openServerShell();
    try {
      const client = clientOf(shell.mainSide);
      await client['workspaces.open']({ path: workspace });
      const cohorts = await client['cohorts.list']({});
      const exported: Exported[] = [];
      const failures: Failed[] = [];
      const sets: WrittenSet[] = [];
      for (const cohort of cohorts) {
        const folder = join(out, folderName(cohort, cohorts));
        if (!values.kept) {
          const set = await writeSet(shell.mainSide, cohort, { folder, formats }, io);
          sets.push(set.written);
          failures.push(...set.failures);
        }
        const done = await exportCohort(client, cohort, { folder: join(folder, 'kept'), formats }, io);
        exported.push(...done.exported);
        failures.push(...done.failures);
      }
      if (values.kept && exported.length === 0 && failures.length === 0) io.note('The workspace keeps no figures.');
      if (values.json) printJson(io, { sets, figures: exported, failures });
      else
        for (const set of sets) for (const { number, title } of set.made) io.out(`${set.folder}: ${number} | ${title}`);
      if (!values.json) for (const { folder, files } of exported) for (const file of files) io.out(join(folder, file));
      return failures.length > 0 ? exitCodes.someFailed : exitCodes.done;
    } finally {
      await shell.close();
    }
  },
};

function formatsOf(text: string | undefined): FigureFormat[] {
  if (text === undefined) return [...usualFormats, 'xlsx', 'docx', 'tex'];
  const formats = text.split(',').map((format) => choiceOption('formats', format.trim(), figureFormats, 'svg'));
  return [...new Set(formats)];
}

/** Cohorts of names that differ only in signs that no file name takes get their number as well. */
function folderName(cohort: Cohort, cohorts: readonly Cohort[]): string {
  const name = fileNameOf(cohort.name);
  const alone = cohorts.filter((other) => fileNameOf(other.name) === name).length === 1;
  return alone ? name : `${name}-${cohort.id}`;
}

const setSchema = z.object({
  folder: z.string(),
  made: z.array(z.object({ id: z.string(), number: z.string(), title: z.string(), files: z.array(z.string()) })),
  leftOut: z.array(z.object({ item: z.string(), statisticId: z.string(), message: z.string() })),
});
type WrittenSet = z.infer<typeof setSchema> & { readonly cohort: string };

async function writeSet(
  mainSide: MainSide,
  cohort: Cohort,
  to: { folder: string; formats: FigureFormat[] },
  io: VerbIo,
): Promise<{ written: WrittenSet; failures: Failed[] }> {
  const { jobId } = await clientOf(mainSide)['manuscript.write']({ cohortId: cohort.id, ...to });
  const { job, failures } = await followJob(mainSide, jobId, io);
  return {
    written: { cohort: cohort.name, ...setSchema.parse(job.result) },
    failures: failures.map(({ item, error }) => ({ cohort: cohort.name, title: item, error })),
  };
}

async function exportCohort(
  client: Client,
  cohort: Cohort,
  to: { folder: string; formats: FigureFormat[] },
  io: VerbIo,
): Promise<{ exported: Exported[]; failures: Failed[] }> {
  const records = await client['figures.list']({ cohortId: cohort.id });
  const exported: Exported[] = [];
  const failures: Failed[] = [];
  const captions: string[] = [];
  for (const record of records) {
    if (io.signal.aborted) throw cancelled();
    try {
      const { folder, files } = await client['figures.export']({ figureId: record.id, ...to });
      const { figure } = await client['figures.get']({ figureId: record.id });
      exported.push({ cohort: cohort.name, title: record.title, folder, files });
      captions.push(captionOf(record, figure, files));
      io.note(`${cohort.name}: ${record.title}`);
    } catch (error) {
      if (isCancelled(error) || !(error instanceof AppError)) throw error;
      failures.push({ cohort: cohort.name, title: record.title, error: toWireError(error) });
      io.note(`${cohort.name}: ${record.title}: ${error.message}`);
    }
  }
  if (captions.length > 0) {
    await writeFiles([{ path: join(to.folder, 'captions.md'), bytes: Buffer.from(captions.join('\n'), 'utf8') }]);
  }
  return { exported, failures };
}

function captionOf(record: FigureRecord, figure: Figure, files: readonly string[]): string {
  const notes = figure.warnings.map((warning) => `- ${warning}\n`).join('');
  return `## ${record.title}

${figure.caption}

Methods: ${figure.methods}
${notes === '' ? '' : `\nTo know:\n\n${notes}`}
Files: ${files.join(', ')}
`;
}
