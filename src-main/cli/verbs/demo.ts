import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { figureIdSchema, runIdSchema } from '#shared/domain/ids.ts';
import { quantityText } from '#shared/statistics/wording.ts';
import { openServerShell } from '../../server/server-shell.ts';
import { followJob } from '../follow-job.ts';
import { clientOf } from '../reply.ts';
import { exitCodes, parseOptions, printJson, type Verb, type VerbIo } from '../verb.ts';
import { openApp } from './start.ts';

const resultSchema = z.object({
  runId: runIdSchema,
  figureIds: z.array(figureIdSchema),
  folder: z.string(),
  files: z.array(z.string()),
  /** Folder of the manuscript set. */
  manuscript: z.string(),
});

export const verb: Verb = {
  name: 'demo',
  summary: 'Runs the main job on computer-made phantoms: scans, seeds, features, biomarker, evidence, figures.',
  usage: `[--headless] [-o FOLDER] [--browser] [--json]

  --headless        Without a window: runs to the end, writes the figures and says where they are.
  -o, --out FOLDER  With --headless: the workspace to make. Absent: a new one below ~/Seedpoint.
  --browser         With a window: in a browser, without looking for Electron.
  --json            With --headless: prints the results as one JSON document.`,
  async run(args, io) {
    const { values } = parseOptions(args, {
      headless: { type: 'boolean' },
      browser: { type: 'boolean' },
      json: { type: 'boolean' },
      out: { type: 'string', short: 'o' },
    });
    if (!values.headless) return openApp(io, { browser: values.browser === true, demo: true });
    return runHeadless(values.out, values.json === true, io);
  },
};

async function runHeadless(out: string | undefined, asJson: boolean, io: VerbIo): Promise<number> {
  const startedMs = performance.now();
  if (out !== undefined) await mkdir(resolve(out), { recursive: true });
  const shell = await openServerShell();
  try {
    const client = clientOf(shell.mainSide);
    const { workspace, jobId } = await client['workspaces.demo'](out === undefined ? {} : { path: resolve(out) });
    const { job, failures } = await followJob(shell.mainSide, jobId, io);
    const { runId, figureIds, folder, files, manuscript } = resultSchema.parse(job.result);
    const { values } = await client['runs.get']({ runId });
    const figures = await Promise.all(figureIds.map((figureId) => client['figures.get']({ figureId })));
    const seconds = (performance.now() - startedMs) / 1000;
    if (asJson) {
      printJson(io, {
        workspace: workspace.path,
        folder,
        files,
        manuscript,
        values,
        figures: figures.map(({ figure }) => figure),
        seconds,
        failures,
      });
    } else {
      for (const { figure } of figures) {
        io.out(figure.title);
        for (const { label, quantity } of figure.values)
          io.out(`  ${label}: ${quantityText(quantity, (value) => String(Number(value.toPrecision(3))))}`);
        for (const warning of figure.warnings) io.out(`  Note: ${warning}`);
      }
      io.out(`Figures: ${files.map((file) => join(folder, file)).join('\n         ')}`);
      io.out(`Manuscript set: ${manuscript}`);
      io.out(`Workspace: ${workspace.path} (open it by \`npm start\`). Done in ${Math.round(seconds)} s.`);
    }
    return failures.length > 0 ? exitCodes.someFailed : exitCodes.done;
  } finally {
    await shell.close();
  }
}
