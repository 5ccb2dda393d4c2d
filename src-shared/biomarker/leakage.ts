import type { Leakage } from '../domain/leakage.ts';

/** What is known of the patients of a cohort that could betray two of them as one, or as sharing images. */
export interface LeakageFacts {
  readonly patients: readonly { readonly id: number; readonly code: string; readonly label: string }[];
  readonly scans: readonly {
    readonly patientId: number;
    readonly studyUid: string | null;
    readonly seriesUid: string | null;
    readonly headerHash: string;
  }[];
}

/** Two patients around whose seeds the voxels are nearly the same. */
export interface TwinPatches {
  readonly patients: readonly [number, number];
  readonly correlation: number;
}

/** Patients that share something and must therefore lie on one side of every wall. */
export interface Link {
  readonly kind: Exclude<Leakage['kind'], 'pretraining'>;
  readonly patientIds: readonly number[];
  /** How they are alike, in words that follow the names of the patients. */
  readonly how: string;
}

/**
 * An identifier without what people write differently: case, accents and width of letters, punctuation and spaces,
 * leading zeros. Runs of digits stay apart, so that 1-23 is not 12-3.
 */
export function identifierKey(label: string): string {
  const runs = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/\p{L}+|\p{N}+/gu);
  if (!runs) return label.trim();
  let key = '';
  let afterDigits = false;
  for (const run of runs) {
    const isNumber = /^\p{N}/u.test(run);
    if (isNumber && afterDigits) key += ' ';
    key += isNumber ? run.replace(/^0+(?=.)/, '') : run;
    afterDigits = isNumber;
  }
  return key;
}

/**
 * Every group of two or more patients that share an identifier, a study, a scan or nearly a patch. Where the list of twins
 * is not complete, patients are linked with all whom they resemble through others, so that nothing is missed.
 */
export function linksOf(
  { patients, scans }: LeakageFacts,
  twins: { readonly pairs: readonly TwinPatches[]; readonly complete: boolean },
): Link[] {
  const groups = (kind: Link['kind'], how: string, pairs: Iterable<readonly [string, number]>): Link[] =>
    sharing(pairs).map((patientIds) => ({ kind, patientIds, how }));
  const keyed = (key: 'studyUid' | 'seriesUid' | 'headerHash') =>
    scans.flatMap((scan): [string, number][] => {
      const value = scan[key];
      return value ? [[value, scan.patientId]] : [];
    });
  const sameScan = new Map<string, Link>();
  for (const pairs of [keyed('seriesUid'), keyed('headerHash')]) {
    for (const link of groups('scan', 'share a scan', pairs)) sameScan.set(link.patientIds.join(' '), link);
  }
  return [
    ...groups(
      'patient',
      'have identifiers that differ in spelling alone',
      patients.map(({ id, label }) => [identifierKey(label), id] as const),
    ),
    ...groups('study', 'share a study', keyed('studyUid')),
    ...sameScan.values(),
    ...(twins.complete ? strongestTwins(twins.pairs).map(twinLink) : joinedTwins(twins.pairs)),
  ];
}

const twinLink = ({ patients, correlation }: TwinPatches): Link => ({
  kind: 'patch',
  patientIds: patients.toSorted((a, b) => a - b),
  how: `have nearly the same voxels around a seed (correlation ${correlation.toFixed(3)})`,
});

function joinedTwins(twins: readonly TwinPatches[]): Link[] {
  const patientIds = [...new Set(twins.flatMap(({ patients }) => patients))].toSorted((a, b) => a - b);
  const groups = new Map<number, number[]>();
  for (const [id, group] of linkedGroups(twins.map(twinLink), patientIds)) {
    const known = groups.get(group);
    if (known) known.push(id);
    else groups.set(group, [id]);
  }
  const how = 'have nearly the same voxels around a seed, each as another of them';
  return [...groups.values()].map((ids) => ({ kind: 'patch', patientIds: ids, how }));
}

/** Sets of two or more patients with one key, ascending, each set once. */
function sharing(pairs: Iterable<readonly [string, number]>): number[][] {
  const byKey = new Map<string, Set<number>>();
  for (const [key, patientId] of pairs) byKey.set(key, (byKey.get(key) ?? new Set()).add(patientId));
  const sets = [...byKey.values()].filter(({ size }) => size > 1).map((set) => [...set].toSorted((a, b) => a - b));
  return [...new Map(sets.map((set) => [set.join(' '), set])).values()];
}

/** Per pair of patients the highest correlation. */
function strongestTwins(twins: readonly TwinPatches[]): TwinPatches[] {
  const best = new Map<string, TwinPatches>();
  for (const twin of twins) {
    const key = twin.patients.toSorted((a, b) => a - b).join(' ');
    if ((best.get(key)?.correlation ?? -1) < twin.correlation) best.set(key, twin);
  }
  return [...best.values()];
}

/**
 * The links that cross a wall: patients in two parts. Without parts (null), every link: what a split has to keep together.
 * @param parts part of each patient; patients without one are in no part
 */
export function leaksAcross(
  links: readonly Link[],
  { patients }: Pick<LeakageFacts, 'patients'>,
  parts: ReadonlyMap<number, string> | null,
): Leakage[] {
  const codes = new Map(patients.map(({ id, code }) => [id, code]));
  return links.flatMap(({ kind, patientIds, how }): Leakage[] => {
    const concerned = parts ? patientIds.filter((id) => parts.has(id)) : [...patientIds];
    const between = parts ? [...new Set(concerned.map((id) => parts.get(id) as string))] : [];
    if (parts && between.length < 2) return [];
    const names = concerned.map((id) => `${codes.get(id) ?? ''}${parts ? ` (${parts.get(id)})` : ''}`);
    return [
      {
        kind,
        message: `${enumerated(names)} ${how}.`,
        patients: concerned.map((id) => codes.get(id) ?? ''),
        parts: between,
      },
    ];
  });
}

const mostNamed = 6;

function enumerated(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return [shown.slice(0, -1).join(', '), shown.at(-1)].filter(Boolean).join(' and ');
}

/** The patients that must stay together, directly or through others: each by the smallest id of its group. */
export function linkedGroups(links: readonly Link[], patientIds: readonly number[]): Map<number, number> {
  const parent = new Map(patientIds.map((id) => [id, id]));
  const rootOf = (id: number): number => {
    let root = id;
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up;
    for (let node = id; node !== root; ) {
      const next = parent.get(node) as number;
      parent.set(node, root);
      node = next;
    }
    return root;
  };
  for (const link of links) {
    const known = link.patientIds.filter((id) => parent.has(id));
    for (const id of known.slice(1)) {
      const [a, b] = [rootOf(known[0] as number), rootOf(id)];
      parent.set(Math.max(a, b), Math.min(a, b));
    }
  }
  return new Map(patientIds.map((id) => [id, rootOf(id)]));
}

/**
 * The patients of the test part (without parts: all) that the pre-training cohort has too: by identifier, study, scan or
 * patch. One leak per patient.
 */
export function pretrainingLeaks(
  facts: LeakageFacts,
  pretraining: LeakageFacts & { readonly name: string },
  twins: readonly { readonly patientId: number; readonly correlation: number }[],
  parts: ReadonlyMap<number, string> | null,
): Leakage[] {
  const known = {
    labels: new Set(pretraining.patients.map(({ label }) => identifierKey(label))),
    studies: new Set(pretraining.scans.map(({ studyUid }) => studyUid)),
    series: new Set(pretraining.scans.map(({ seriesUid }) => seriesUid)),
    hashes: new Set(pretraining.scans.map(({ headerHash }) => headerHash)),
  };
  const shared = new Map<number, string>();
  const note = (patientId: number, what: string) => {
    if (!shared.has(patientId)) shared.set(patientId, what);
  };
  for (const { id, label } of facts.patients) if (known.labels.has(identifierKey(label))) note(id, 'the identifier');
  for (const { patientId, studyUid, seriesUid, headerHash } of facts.scans) {
    if (studyUid !== null && known.studies.has(studyUid)) note(patientId, 'a study');
    else if ((seriesUid !== null && known.series.has(seriesUid)) || known.hashes.has(headerHash))
      note(patientId, 'a scan');
  }
  for (const { patientId, correlation } of twins) {
    note(patientId, `nearly the voxels around a seed (correlation ${correlation.toFixed(3)})`);
  }
  return facts.patients.flatMap(({ id, code }): Leakage[] => {
    const what = shared.get(id);
    if (what === undefined || (parts && parts.get(id) !== 'test')) return [];
    return [
      {
        kind: 'pretraining',
        message: `${code}${parts ? ' (test)' : ''} has ${what} of a patient of the pre-training cohort “${pretraining.name}”.`,
        patients: [code],
        parts: parts ? ['pre-training', 'test'] : ['pre-training'],
      },
    ];
  });
}
