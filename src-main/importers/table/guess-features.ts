import type { TableMapping } from '#shared/contract/imports.ts';

/** Fewer numbered columns are measurements that somebody repeated. */
const fewestFeatures = 50;

export interface FeatureColumns {
  /** Every column that is one of many that differ by a number only. */
  readonly all: ReadonlySet<string>;
  /** The longest run among them that is numbered without a gap from 0 or 1, `pred_` before others. */
  readonly mapped: TableMapping['features'];
}

/** Columns such as `pred_0 ... pred_4095`. */
export function guessFeatures(names: readonly string[]): FeatureColumns {
  const byStem = new Map<string, Set<string>>();
  for (const name of names) {
    const stem = name.replace(/\d+$/, '');
    if (stem === name) continue;
    const group = byStem.get(stem);
    if (group) group.add(name);
    else byStem.set(stem, new Set([name]));
  }
  const many = [...byStem].filter(([, group]) => group.size >= fewestFeatures);
  const runs = many
    .map(([prefix, group]) => ({ prefix, count: runLength(prefix, group) }))
    .filter(({ prefix, count }) => prefix !== '' && count >= fewestFeatures)
    .sort((a, b) => Number(b.prefix === 'pred_') - Number(a.prefix === 'pred_') || b.count - a.count);
  return { all: new Set(many.flatMap(([, group]) => [...group])), mapped: runs[0] ?? null };
}

function runLength(prefix: string, group: ReadonlySet<string>): number {
  const first = group.has(`${prefix}0`) ? 0 : 1;
  let count = 0;
  while (group.has(`${prefix}${first + count}`)) count++;
  return count;
}
