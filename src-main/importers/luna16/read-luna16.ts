import { stat } from 'node:fs/promises';
import { openScan } from '#main/readers/open-scan.ts';
import type { ImportedColumn, ImportedLesion, ImportedScan } from '#shared/domain/imported.ts';
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
import { lunaFields } from './fields.ts';
import { findLayout } from './layout.ts';
import { type KnownMalignancy, malignancyAt, readKnownMalignancy } from './malignancy.ts';
import type { Nodule } from './nodule-table.ts';
import { selectNodules } from './select-nodules.ts';

const scansAtATime = 4;

const columns: readonly ImportedColumn[] = [
  { name: 'Diameter', type: 'number', unit: 'mm', level: 'lesion' },
  { name: 'Malignancy', type: 'text', unit: null, level: 'lesion' },
  { name: 'Malignancy rating', type: 'number', unit: null, level: 'lesion' },
  { name: 'Study split', type: 'text', unit: null, level: 'lesion' },
];

type Only = 'add' | 'only' | 'none';

export async function readLuna16(options: DatasetOptions, context: ImportContext): Promise<ImportTotals> {
  const { signal } = context;
  context.report({ done: 0, total: 0, label: 'Looking for tables and scans' });
  const isFolder = (await stat(options.path)).isDirectory();
  const layout = await findLayout({ path: options.path, isFolder }, signal);
  const choices = readChoices(lunaFields(layout), options.choices);
  const { nodules, refused } = await selectNodules(layout, choices.table, signal);
  const known: KnownMalignancy =
    choices.malignancy === 'none' ? { seeds: new Map(), rated: new Map() } : await readKnownMalignancy(layout, signal);

  const report = new DatasetReport(context);
  context.emit({ kind: 'columns', columns });
  report.rows(refused);
  const byScan = groupBy(nodules, ({ seriesUid }) => seriesUid);
  if (choices.emptyScans) for (const uid of layout.images.keys()) if (!byScan.has(uid)) byScan.set(uid, []);
  let [done, leftOut] = [0, 0];
  await orderedPool(
    byScan,
    scansAtATime,
    signal,
    ([uid, own]) => readScan(uid, own, layout.images.get(uid), known, choices.malignancy, signal),
    ({ scan, outcomes, unknown }, [uid]) => {
      context.know?.(uid);
      leftOut += unknown;
      report.rows(outcomes);
      if (scan && (scan.lesions.length > 0 || choices.emptyScans))
        report.patient({ label: uid, clinical: {}, scans: [scan] });
      context.report({ done: ++done, total: byScan.size, label: 'Opening scans' });
    },
  );
  if (leftOut > 0) context.log(`Left out as asked: ${counted(leftOut, 'nodule')} without a known malignancy.`);
  return report.totals;
}

interface ReadScan {
  readonly scan: ImportedScan | null;
  readonly outcomes: readonly RowOutcome[];
  readonly unknown: number;
}

async function readScan(
  uid: string,
  nodules: readonly Nodule[],
  path: string | undefined,
  known: KnownMalignancy,
  only: Only,
  signal: AbortSignal,
): Promise<ReadScan> {
  try {
    if (path === undefined) throw new AppError('not-found', 'Its scan is not in the folder: is its subset unpacked?');
    const source = { format: 'volume' as const, path };
    const opened = await openScan(source, { signal });
    try {
      const { geometry, warnings, headerHash } = opened;
      const { lesions, outcomes, unknown } = readNodulesOf(nodules, geometry, known, only);
      const scan: ImportedScan = {
        source,
        geometry,
        modality: 'CT',
        description: 'LUNA16',
        acquiredOn: null,
        studyUid: null,
        seriesUid: uid,
        warnings: [...warnings],
        headerHash,
        lesions,
      };
      return { scan, outcomes, unknown };
    } finally {
      await opened.close();
    }
  } catch (error) {
    const items = nodules.length > 0 ? nodules.map(({ item }) => item) : [`scan …${uid.slice(-12)}`];
    return { scan: null, outcomes: items.map((item) => refusal(item, error)), unknown: 0 };
  }
}

function readNodulesOf(
  nodules: readonly Nodule[],
  geometry: Geometry,
  known: KnownMalignancy,
  only: Only,
): { lesions: ImportedLesion[]; outcomes: RowOutcome[]; unknown: number } {
  const lesions: ImportedLesion[] = [];
  const outcomes: RowOutcome[] = [];
  let unknown = 0;
  for (const nodule of nodules) {
    const { item, seedMm, diameterMm } = nodule;
    try {
      refuseOutside(geometry, seedMm);
      if (lesions.some((lesion) => lesion.seedMm.every((value, axis) => value === seedMm[axis])))
        throw new AppError('conflict', 'A row above has the same seed in the same scan.');
      const found = malignancyAt(nodule, geometry, known);
      const malignant = only === 'none' ? null : (nodule.malignant ?? found.malignant);
      if (only === 'only' && malignant === null) {
        unknown++;
        continue;
      }
      lesions.push({
        roi: null,
        seedMm,
        seedSource: 'table',
        volumeMm3: null,
        values: {
          Diameter: diameterMm,
          Malignancy: malignant === null ? null : malignant ? 'malignant' : 'benign',
          'Malignancy rating': found.rating,
          'Study split': nodule.studySplit ?? found.studySplit,
        },
        warnings: [],
      });
      outcomes.push({
        item,
        outcome: 'taken',
        message: `Seed at (${seedMm.map((mm) => mm.toFixed(1)).join(', ')}) mm.`,
      });
    } catch (error) {
      outcomes.push(refusal(item, error));
    }
  }
  return { lesions, outcomes, unknown };
}
