const named: readonly (readonly [RegExp, string])[] = [
  [/(^|[^a-z])days?([^a-z]|$)/, 'days'],
  [/(^|[^a-z])(months?|mo)([^a-z]|$)/, 'months'],
  [/(^|[^a-z])(years?|yrs?)([^a-z]|$)/, 'years'],
  [/(^|[^a-z])mm3([^a-z]|$)/, 'mm3'],
  [/(^|[^a-z])(ml|cc)([^a-z]|$)/, 'ml'],
  [/(^|[^a-z])cm([^a-z]|$)/, 'cm'],
  [/(^|[^a-z])mm([^a-z]|$)/, 'mm'],
  [/(^|[^a-z])kg([^a-z]|$)/, 'kg'],
  [/diameter|spacing|thickness/, 'mm'],
];

const duration = /time|survival|follow.?up|(^|[^a-z])(os|pfs|dfs|rfs|ttp)([^a-z]|$)/;
const notDuration = /event|status|rate|label|point/;

/**
 * The unit that a numeric column's name speaks of, or null. Durations without a unit in their name are told apart by
 * their longest value: survival beyond 240 is counted in days, beyond 25 in months.
 */
export function guessUnit(columnName: string, largest: number | null): string | null {
  const name = columnName.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  for (const [pattern, unit] of named) if (pattern.test(name)) return unit;
  if (/(^|[^a-z])age([^a-z]|$)/.test(name)) return largest !== null && largest <= 130 ? 'years' : null;
  if (!duration.test(name) || notDuration.test(name) || largest === null || largest <= 1) return null;
  if (largest > 240) return 'days';
  return largest > 25 ? 'months' : 'years';
}
