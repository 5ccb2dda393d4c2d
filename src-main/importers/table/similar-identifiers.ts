/** As people mean it: without case, marks, blanks and leading zeros. */
export const looseIdentifier = (identifier: string): string =>
  identifier
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/(?<!\d)0+(?=\d)/g, '')
    .replaceAll('-', '');

/**
 * Patients whose identifiers are the same but for case, marks, blanks or leading zeros, e.g. `016` and `16`: each but the
 * first, with the line of the first.
 */
export function similarIdentifiers(
  patients: readonly { readonly id: string; readonly firstLine: number }[],
): { line: number; like: number }[] {
  const first = new Map<string, number>();
  const found: { line: number; like: number }[] = [];
  for (const { id, firstLine } of patients) {
    const loose = looseIdentifier(id);
    const like = first.get(loose);
    if (like === undefined) first.set(loose, firstLine);
    else if (loose !== '') found.push({ line: firstLine, like });
  }
  return found;
}
