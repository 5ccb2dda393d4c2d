import { stat } from 'node:fs/promises';
import type { ImportedLesion, ImportedScan } from '#shared/domain/imported.ts';
import { AppError } from '#shared/errors.ts';
import type { Geometry } from '#shared/imaging/geometry.ts';
import { counted } from '#shared/statistics/wording.ts';
import type { DatasetOptions } from '../dataset.ts';
import { readChoices } from '../dataset-fields.ts';
import { DatasetReport, type RowOutcome, refusal } from '../dataset-report.ts';
import { groupBy } from '../group-by.ts';
import type { ImportContext, ImportTotals } from '../importer.ts';
import { orderedPool } from '../ordered-pool.ts';
import { refuseOutside } from '../seed-check.ts';
import { deepLesionFields } from './fields.ts';
import { deepLesionColumns, type Finding } from './finding.ts';
import { type DeepLesionLayout, findLayout } from './layout.ts';
import { type Context, type ContextPlace, locateContext, seedOf } from './open-context.ts';
import { selectFindings } from './select-findings.ts';

const patientsAtATime = 4;
/** Table and image give a voxel size to six digits. */
const sameSizeShare = 0.01;

export async function readDeepLesion(options: DatasetOptions, context: ImportContext): Promise<ImportTotals> {
  const { signal } = context;
  context.report({ done: 0, total: 0, label: 'Looking for tables and images' });
  const isFolder = (await stat(options.path)).isDirectory();
  const imageFolder = options.choices['imageFolder'];
  const layout = await findLayout(
    { path: options.path, isFolder },
    typeof imageFolder === 'string' ? imageFolder : '',
    signal,
  );
  const choices = readChoices(deepLesionFields(layout, layout.pngFolders.size > 0), options.choices);
  const { findings, refused, leftOut } = await selectFindings(layout, choices, signal);
  for (const { why, count } of leftOut) context.log(`Left out as asked: ${counted(count, 'lesion')}, ${why}.`);

  const report = new DatasetReport(context);
  context.emit({ kind: 'columns', columns: deepLesionColumns });
  report.rows(refused);
  const patients = groupBy(findings, ({ patient }) => patient);
  let done = 0;
  await orderedPool(
    patients,
    patientsAtATime,
    signal,
    ([, own]) => readPatient(own, layout, choices.images, signal),
    ({ scans, outcomes }, [label, own]) => {
      context.know?.(`DeepLesion ${label}`, [label]);
      report.rows(outcomes);
      report.patient({ label: `DeepLesion ${label}`, clinical: { Sex: own[0]?.sex ?? null }, scans });
      context.report({ done: ++done, total: patients.size, label: 'Opening images' });
    },
  );
  return report.totals;
}

async function readPatient(
  findings: readonly Finding[],
  layout: DeepLesionLayout,
  form: 'png' | 'nifti',
  signal: AbortSignal,
): Promise<{ scans: ImportedScan[]; outcomes: RowOutcome[] }> {
  const outcomes: RowOutcome[] = [];
  const places = new Map<string, { place: ContextPlace; findings: Finding[] }>();
  for (const finding of findings) {
    try {
      const place = await locateContext(finding, layout, form);
      const known = places.get(place.key);
      if (known) known.findings.push(finding);
      else places.set(place.key, { place, findings: [finding] });
    } catch (error) {
      outcomes.push(refusal(finding.item, error));
    }
  }
  const scans: ImportedScan[] = [];
  for (const { place, findings: own } of places.values()) {
    signal.throwIfAborted();
    try {
      const scan = await readContext(place, own, outcomes, signal);
      if (scan.lesions.length > 0) scans.push(scan);
    } catch (error) {
      for (const { item } of own) outcomes.push(refusal(item, error));
    }
  }
  return { scans, outcomes };
}

async function readContext(
  place: ContextPlace,
  findings: readonly Finding[],
  outcomes: RowOutcome[],
  signal: AbortSignal,
): Promise<ImportedScan> {
  const context = await place.open(signal);
  try {
    const { geometry, warnings, headerHash } = context.scan;
    const lesions: ImportedLesion[] = [];
    for (const finding of findings) {
      try {
        checkVoxelSize(geometry, finding);
        const lesion = lesionOf(finding, context);
        if (lesions.some(({ seedMm }) => seedMm.every((value, axis) => value === lesion.seedMm[axis])))
          throw new AppError('conflict', 'A row above has the same seed in the same scan.');
        lesions.push(lesion);
        outcomes.push({
          item: finding.item,
          outcome: finding.correction === null ? 'taken' : 'corrected',
          message: [finding.correction ?? '', `Seed at (${lesion.seedMm.map((mm) => mm.toFixed(1)).join(', ')}) mm.`]
            .join(' ')
            .trim(),
        });
      } catch (error) {
        outcomes.push(refusal(finding.item, error));
      }
    }
    const { study = '', series = '' } = findings[0] ?? {};
    const name = `DeepLesion ${series} ${context.firstSlice}-${context.lastSlice}`;
    return {
      source: context.source,
      geometry,
      modality: 'CT',
      description: `Slices ${context.firstSlice}–${context.lastSlice} of series ${series}`,
      acquiredOn: null,
      studyUid: `DeepLesion ${study}`,
      seriesUid: name,
      warnings: [...warnings],
      headerHash,
      lesions,
    };
  } finally {
    await context.scan.close();
  }
}

function lesionOf(finding: Finding, context: Context): ImportedLesion {
  const seedMm = seedOf(finding, context);
  refuseOutside(context.scan.geometry, seedMm);
  const missing =
    Math.max(context.firstSlice - finding.range.first, 0) + Math.max(finding.range.last - context.lastSlice, 0);
  return {
    roi: null,
    seedMm,
    seedSource: 'table',
    volumeMm3: null,
    values: finding.values,
    warnings: [
      ...finding.warnings,
      ...(missing > 0
        ? [`${counted(missing, 'slice')} of the published context ${missing === 1 ? 'is' : 'are'} not there.`]
        : []),
    ],
  };
}

/** The sizes along x, y and z, whichever voxel axis lies along them. */
function checkVoxelSize({ spacingMm, direction }: Geometry, { spacingMm: asked }: Finding): void {
  const along = ([0, 1, 2] as const).map((axis) => {
    const row = [0, 1, 2].map((n) => Math.abs(direction[axis * 3 + n] ?? 0));
    return spacingMm[row.indexOf(Math.max(...row))] ?? 0;
  });
  if (along.some((size, axis) => Math.abs(size - (asked[axis] ?? 0)) > sameSizeShare * size)) {
    throw new AppError(
      'conflict',
      `The voxels of the image are ${along.map((size) => size.toFixed(3)).join(' × ')} mm, those of the table ${asked.map((size) => size.toFixed(3)).join(' × ')} mm.`,
    );
  }
}
