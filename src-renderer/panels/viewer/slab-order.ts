export interface SlabRange {
  readonly first: number;
  readonly count: number;
}

/** Few slices first, so that something is on the screen soon. */
const firstSlab = 4;
const furtherSlabs = 16;

/** Whole slices in the order in which they are fetched: those about `centre`, then outward in turns. Every slice once. */
export function slabOrder(slices: number, centre: number): SlabRange[] {
  const middle = Math.min(Math.max(Math.round(centre), 0), slices - 1);
  const first = Math.max(0, Math.min(middle - firstSlab / 2, slices - firstSlab));
  const end = Math.min(slices, first + firstSlab);
  const below: SlabRange[] = [];
  for (let to = first; to > 0; to -= furtherSlabs) {
    const from = Math.max(0, to - furtherSlabs);
    below.push({ first: from, count: to - from });
  }
  const above: SlabRange[] = [];
  for (let from = end; from < slices; from += furtherSlabs)
    above.push({ first: from, count: Math.min(furtherSlabs, slices - from) });
  const turns = Array.from({ length: Math.max(below.length, above.length) }, (_, turn) =>
    [above[turn], below[turn]].filter((range) => range !== undefined),
  );
  return [{ first, count: end - first }, ...turns.flat()];
}
