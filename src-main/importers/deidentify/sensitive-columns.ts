/** What a column of a table gives away: a person's name, a number that names them, how to reach them, or a date. */
export type SensitiveKind = 'name' | 'identifier' | 'contact' | 'date';

const words: readonly (readonly [SensitiveKind, RegExp])[] = [
  ['contact', /\b(e ?mail|phone|telephone|mobile|fax|address|street|postcode|post code|zip( code)?|city)\b/],
  [
    'identifier',
    /\b(mrn|ssn|nhs( number| no)?|social security|medical record( number)?|hospital (number|no|id)|insurance( number| no| id)?|accession( number| no)?|passport|patient (number|no))\b/,
  ],
  [
    'name',
    /\b((first|last|middle|given|family|maiden|patient|full|sur) ?name|surname|forename|initials|physician|doctor|referrer)\b|^names?$/,
  ],
  ['date', /\b(date|dob|birth ?day|born|datum)\b|\bdate$/],
];

/** By the name of the column alone; null where it gives nothing away. */
export function sensitiveKind(columnName: string): SensitiveKind | null {
  const plain = columnName
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, ' ')
    .trim();
  return words.find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
}

/** What a preview says of a column of this kind. */
export const sensitiveWarning: Readonly<Record<SensitiveKind, string>> = {
  name: 'This looks like names of persons and is left out. If you take it in, de-identification replaces them.',
  identifier:
    'This looks like numbers that name a person and is left out. If you take it in, de-identification replaces them.',
  contact: 'This looks like ways to reach a person and is left out. If you take it in, de-identification empties it.',
  date: 'This holds dates. De-identification shifts all dates of a patient by the same secret number of days.',
};
