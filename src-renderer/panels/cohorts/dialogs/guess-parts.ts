import type { SplitPart } from '#shared/domain/entities.ts';

export type PartValues = Record<SplitPart, string[]>;

const names: Record<SplitPart, RegExp> = {
  train: /^(train|training|tr|trn|development)$/i,
  tune: /^(tune|tuning|val|valid|validation|dev)$/i,
  test: /^(test|testing|te|tst|holdout|hold-out|external)$/i,
};

/** The values of a column that are named like parts; 1, 2, 3 are training, tuning and test, as DeepLesion numbers them. */
export function guessParts(values: readonly string[]): PartValues {
  const isNumbered = values.length >= 2 && values.every((value) => ['1', '2', '3'].includes(value));
  if (isNumbered) {
    const only = (value: string) => values.filter((one) => one === value);
    return { train: only('1'), tune: only('2'), test: only('3') };
  }
  const like = (part: SplitPart) => values.filter((value) => names[part].test(value.trim()));
  return { train: like('train'), tune: like('tune'), test: like('test') };
}
