import { basename } from 'node:path';
import { AppError } from '#shared/errors.ts';
import type { readChoices } from '../dataset-fields.ts';
import type { RowOutcome } from '../dataset-report.ts';
import { readRecords } from '../dataset-table.ts';
import { allPublished, type deepLesionFields } from './fields.ts';
import { type Finding, sliceRange } from './finding.ts';
import type { DeepLesionLayout } from './layout.ts';
import { officialColumns, readOfficialTable } from './official-table.ts';
import { lesionKey, openPublishedTable, type PublishedTraps, publishedFindings } from './published-table.ts';

export type DeepLesionChoices = ReturnType<typeof readChoices<ReturnType<typeof deepLesionFields>>>;

export interface Selection {
  readonly findings: readonly Finding[];
  readonly refused: readonly RowOutcome[];
  /** Lesions left out because the user asked for it, and why. */
  readonly leftOut: readonly { readonly why: string; readonly count: number }[];
  readonly traps: readonly { readonly table: string; readonly traps: PublishedTraps }[];
}

/** The study's limit. */
const thinMm = 3;

/** The lesions of the chosen tables under the choices. */
export async function selectFindings(
  { tables }: Pick<DeepLesionLayout, 'tables'>,
  choices: DeepLesionChoices,
  signal: AbortSignal,
): Promise<Selection> {
  const chosen = tables.filter(({ name, kind }) =>
    choices.table === allPublished ? kind === 'published' : name === choices.table,
  );
  if (chosen.length === 0)
    throw new AppError('not-found', 'There is no DL_info.csv and no seed table of the reference package here.');
  const official = tables.find(({ kind }) => kind === 'official');
  const keySlices =
    official && chosen.some(({ kind }) => kind === 'published')
      ? await readKeySlices(official.path, signal)
      : new Map();
  const findings: Finding[] = [];
  const refused: RowOutcome[] = [];
  const traps: { table: string; traps: PublishedTraps }[] = [];
  for (const { path, kind } of chosen) {
    signal.throwIfAborted();
    if (kind === 'official') {
      const read = await readOfficialTable(path, { boxCentre: choices.noCrossing === 'box', signal });
      findings.push(...read.findings);
      refused.push(...read.refused);
    } else {
      const table = await openPublishedTable(path, keySlices, signal);
      const read = publishedFindings(table, choices.coordinates === 'corrected');
      findings.push(...read.findings);
      refused.push(...read.refused);
      traps.push({ table: basename(path), traps: table.traps });
    }
  }
  return { ...leaveOut(findings, choices), refused, traps };
}

function leaveOut(
  findings: readonly Finding[],
  { slices, lesions, leaveOutNoisy }: DeepLesionChoices,
): Pick<Selection, 'findings' | 'leftOut'> {
  const rules = [
    { why: `slices more than ${thinMm} mm apart`, drops: (f: Finding) => slices === 'thin' && f.spacingMm[2] > thinMm },
    { why: 'no lesion type', drops: (f: Finding) => lesions === 'labelled' && f.values['Lesion type'] === null },
    { why: 'possibly noisy', drops: (f: Finding) => leaveOutNoisy && f.values['Possibly noisy'] === true },
  ];
  const counts = new Map<string, number>();
  const kept = findings.filter((finding) => {
    const rule = rules.find(({ drops }) => drops(finding));
    if (rule) counts.set(rule.why, (counts.get(rule.why) ?? 0) + 1);
    return rule === undefined;
  });
  return { findings: kept, leftOut: [...counts].map(([why, count]) => ({ why, count })) };
}

/** The key slice of every lesion of DL_info.csv, under the key by which tables of the reference package are matched. */
async function readKeySlices(path: string, signal: AbortSignal): Promise<Map<string, number>> {
  const keys = new Map<string, number>();
  for (const record of await readRecords(path, officialColumns, signal)) {
    const series = record.text('File_name').replace(/_\d+\.png$/i, '');
    const [slice, box] = [record.number('Key_slice_index'), record.numbers('Bounding_boxes')];
    const ends = record.numbers('Slice_range');
    if (slice !== null && box && ends && ends.length === 2 && (ends[0] ?? 0) <= (ends[1] ?? -1))
      keys.set(lesionKey(series, sliceRange(ends), box), slice);
  }
  return keys;
}
