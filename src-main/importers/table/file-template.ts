import { AppError } from '#shared/errors.ts';

const placeholder = /\{([^{}]+?)(?::(\d+))?\}/g;

/** The columns a file-name template such as `patch50/patient_{PatientID:3}.npz` speaks of. */
export const templateColumns = (template: string): string[] =>
  [...template.matchAll(placeholder)].map((match) => match[1] ?? '');

/** Fills a template; the number after the colon is the width to which a value is padded with zeros. */
export function fillTemplate(template: string, valueOf: (column: string) => string): string {
  return template.replaceAll(placeholder, (_, column: string, width: string | undefined) =>
    valueOf(column)
      .trim()
      .padStart(Number(width ?? 0), '0'),
  );
}

export function checkTemplate(template: string, columns: readonly string[]): void {
  const asked = templateColumns(template);
  const unknown = asked.find((column) => !columns.includes(column));
  if (unknown !== undefined) {
    throw new AppError(
      'invalid-input',
      `The file-name template speaks of the column "${unknown}", which the table does not have.`,
    );
  }
  if (asked.length === 0) {
    throw new AppError(
      'invalid-input',
      'The file-name template names no column: write one in braces, as in patient_{PatientID:3}.npz.',
    );
  }
}
