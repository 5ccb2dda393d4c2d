import r from '#test/reference/survival/survival.json' with { type: 'json' };

/** The 150 patients of test/reference/survival: three groups, two strata, ties, two causes. */
export const reference = r;

export const referenceData = {
  times: Float64Array.from(r.data, ({ time }) => time),
  events: Uint8Array.from(r.data, ({ event }) => event),
  causes: Uint8Array.from(r.data, ({ cause }) => cause),
  groups: Int32Array.from(r.data, ({ group }) => group),
  strata: Int32Array.from(r.data, ({ stratum }) => stratum),
};

/** Times and a code of the members of one group. */
export function membersOf(group: number, codes: Uint8Array): { times: Float64Array; codes: Uint8Array } {
  const isMember = (_: number, i: number): boolean => referenceData.groups[i] === group;
  return { times: referenceData.times.filter(isMember), codes: codes.filter(isMember) };
}

/** How often a test may reject a true null at 5 % in `runs` simulations: three standard errors either way. */
export function rejectionBounds(runs: number): [number, number] {
  const spread = 3 * Math.sqrt(0.05 * 0.95 * runs);
  return [0.05 * runs - spread, 0.05 * runs + spread];
}
