import type { CallOutput } from '#renderer/api.ts';

export type ReportRow = CallOutput<'imports.report'>['rows'][number];
export type Outcome = ReportRow['outcome'];
export const outcomes: readonly Outcome[] = ['taken', 'corrected', 'refused'];

/**
 * Rows of a report as CSV (RFC 4180). Texts of imported files that a spreadsheet would take for a formula are marked as
 * text by an apostrophe.
 */
export function reportCsv(rows: readonly ReportRow[]): string {
  const lines = [['item', 'outcome', 'message'], ...rows.map(({ item, outcome, message }) => [item, outcome, message])];
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands a text to the browser to keep as a file. */
export function saveText(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
