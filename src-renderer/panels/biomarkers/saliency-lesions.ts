import type { LesionId } from '#shared/domain/ids.ts';

interface Prediction {
  readonly lesionId: LesionId;
  readonly patientCode: string;
  readonly part: string;
}

/** The lesions of a run to choose from, test ones first, named by study code, part and, of several, their turn. */
export function lesionChoices(
  predictions: readonly Prediction[],
): { readonly id: LesionId; readonly value: string; readonly label: string }[] {
  const counts = new Map<string, number>();
  for (const { patientCode } of predictions) counts.set(patientCode, (counts.get(patientCode) ?? 0) + 1);
  const seen = new Map<string, number>();
  const choices = predictions.map(({ lesionId, patientCode, part }) => {
    const turn = (seen.get(patientCode) ?? 0) + 1;
    seen.set(patientCode, turn);
    const which = (counts.get(patientCode) ?? 1) > 1 ? `, ${turn} of ${counts.get(patientCode)}` : '';
    return {
      id: lesionId,
      value: String(lesionId),
      label: `${patientCode}${which} (${part})`,
      isTest: part === 'test',
    };
  });
  return choices
    .toSorted((a, b) => Number(b.isTest) - Number(a.isTest))
    .map(({ id, value, label }) => ({ id, value, label }));
}
