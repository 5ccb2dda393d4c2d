const actions: Readonly<Record<string, string>> = {
  'lesions.setSeed': 'Moved the seed',
  'lesions.setExcluded': 'Excluded or included',
  'clinical.set': 'Changed a value',
  'cohorts.create': 'Created',
  'cohorts.update': 'Renamed',
  'cohorts.remove': 'Removed',
  'endpoints.create': 'Added',
  'endpoints.remove': 'Removed',
  'splits.create': 'Added',
  'splits.remove': 'Removed',
  'expression.import': 'Imported',
  'expression.remove': 'Removed',
  'geneSets.import': 'Imported',
  'geneSets.remove': 'Removed',
  'features.create': 'Extracted',
  'features.remove': 'Removed',
  'figures.keep': 'Kept',
  'figures.remove': 'Removed',
  'imports.update': 'Imported again',
  'models.import': 'Imported',
  'models.remove': 'Removed',
  'probes.train': 'Trained',
  'runs.remove': 'Removed',
  'saliency.remove': 'Removed',
  'edits.undo': 'Undid',
  'edits.redo': 'Redid',
};

/** What was done, in words; an action without words of its own by its name. */
export const actionText = (action: string): string => actions[action] ?? action;

const longest = 160;

/** A value of the audit log for a reader: `seedMm -79.2, 4.82, -180.5; seedSource click`. */
export function changeText(value: unknown): string {
  const text = describe(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(Number(value.toFixed(3)));
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(describe).join(', ');
  const parts = Object.entries(value).filter(([, part]) => part !== null);
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only && (only[0] === 'value' || only[0] === 'title')) return describe(only[1]);
  return parts.map(([name, part]) => `${name} ${describe(part)}`).join('; ');
}
