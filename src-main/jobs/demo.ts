import { join } from 'node:path';
import { z } from 'zod';
import { usualFormats } from '#shared/contract/evidence.ts';
import { manuscriptOptionsSchema } from '#shared/contract/manuscript.ts';
import type { EndpointDefinition } from '#shared/domain/entities.ts';
import { type FigureId, runIdSchema } from '#shared/domain/ids.ts';
import { isCancelled, toWireError } from '#shared/errors.ts';
import { writeKeptFigure } from '../analysis/figure-export.ts';
import { bundledSeed } from '../models/untrained.ts';
import { demoBiology, demoComparisons, demoSaliency, demoStability } from './demo-evidence.ts';
import {
  demoCohort,
  demoEndpoint,
  demoFeatures,
  demoFigure,
  demoSplit,
  drawPhantoms,
  knownRun,
  untrainedModel,
} from './demo-steps.ts';
import { importJob } from './import.ts';
import { defineJob, type JobContext } from './job-definition.ts';
import { manuscriptSetJob } from './manuscript-set.ts';
import { trainProbeJob } from './train-probe.ts';

const malignancy: EndpointDefinition = { kind: 'binary', column: 'diagnosis', positive: ['malignant'] };
const aliveAtTwoYears: EndpointDefinition = {
  kind: 'alive-at',
  timeColumn: 'survival_days',
  eventColumn: 'died',
  eventValue: '1',
  timeUnit: 'days',
  horizonDays: 730,
  censoring: 'exclude',
};

/**
 * The main job from end to end on phantoms: scans are drawn and written as files, imported as any cohort is, turned
 * into features, a biomarker is trained for each endpoint, and its figures are kept and exported.
 */
export const demoJob = defineJob({
  kind: 'demo',
  input: z.object({ patients: z.number().int().min(30).max(1000), seed: z.number().int() }),
  async run({ patients, seed }, context) {
    const step = stepsOf(context);
    const imports = await drawPhantoms(
      join(context.session.path, 'demo-data'),
      { patients, seed },
      step('Drawing phantoms'),
    );
    const cohortId = demoCohort(context);
    for (const options of imports) {
      await importJob.run(
        { cohortId, options },
        step(options.kind === 'table' ? 'Importing tables' : 'Importing DICOM'),
      );
    }
    const diagnosis = demoEndpoint(context, cohortId, 'Malignancy', malignancy);
    const survival = demoEndpoint(context, cohortId, 'Alive at two years', aliveAtTwoYears);
    const splitId = demoSplit(context, cohortId, seed, malignancy, diagnosis);
    const modelId = await untrainedModel(context, bundledSeed);
    const featureSetId = await demoFeatures(step('Extracting features'), cohortId, modelId);

    const train = async (name: string, endpointId: typeof diagnosis) => {
      const known = knownRun(context, cohortId, name);
      if (known) return known;
      const probe = { featureSetId, splitId, endpointId, name, seed: 42, fraction: 1, searchSize: 100 };
      return runIdSchema.parse((await trainProbeJob.run(probe, step(`Training: ${name}`)))['runId']);
    };
    const malignancyRun = await train('Malignancy', diagnosis);
    const survivalRun = await train('Survival at two years', survival);

    step('Computing statistics').report({ done: 0, total: 2, label: '' });
    const figureIds = [
      await demoFigure(context, { cohortId, runId: malignancyRun, statisticId: 'roc', title: 'Malignancy: ROC curve' }),
      await demoFigure(context, {
        cohortId,
        runId: survivalRun,
        statisticId: 'kaplan-meier',
        title: 'Survival by predicted risk',
      }),
    ];
    const exported = await exportFigures(step('Exporting figures'), figureIds);
    await demoComparisons(step('Training models to compare'), { cohortId, runId: malignancyRun });
    await demoComparisons(step('Training models to compare'), { cohortId, runId: survivalRun });
    await demoBiology(step('Importing gene expression'), cohortId, join(context.session.path, 'demo-data'));
    await demoStability(step('Perturbing seeds'), malignancyRun);
    await demoSaliency(step('Mapping saliency'), malignancyRun);
    const options = manuscriptOptionsSchema.parse({ cohortId, formats: ['pdf', 'csv', 'docx'] });
    const { folder: manuscript } = await manuscriptSetJob.run(options, step('Writing the manuscript set'));
    return { cohortId, runId: malignancyRun, figureIds, ...exported, manuscript };
  },
});

/** The same context, whose progress is labelled with the step at hand. */
function stepsOf(context: JobContext): (label: string) => JobContext {
  return (label) => ({
    ...context,
    report: (progress) => {
      const within = progress.label === '' || progress.label === label ? '' : ` · ${progress.label}`;
      context.report({ ...progress, label: `${label}${within}` });
    },
  });
}

/** Where no browser can be found to draw with, the demo still ends on its results and says what is missing. */
async function exportFigures(
  context: JobContext,
  figureIds: readonly FigureId[],
): Promise<{ folder: string; files: string[] }> {
  const folder = join(context.session.exportsFolder, 'figures');
  const files: string[] = [];
  for (const [index, figureId] of figureIds.entries()) {
    context.report({ done: index, total: figureIds.length, label: '' });
    try {
      files.push(
        ...(await writeKeptFigure(
          context,
          { figureId, formats: usualFormats, dpi: 600, preset: 'nature', columns: null, folder },
          context.signal,
        )),
      );
    } catch (error) {
      if (isCancelled(error)) throw error;
      context.fail(`figure ${figureId}`, toWireError(error));
    }
  }
  context.report({ done: figureIds.length, total: figureIds.length, label: '' });
  return { folder, files };
}
