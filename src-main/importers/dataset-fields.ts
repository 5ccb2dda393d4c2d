import { AppError } from '#shared/errors.ts';
import type { DatasetOptions, DatasetPreview } from './dataset.ts';

type ContractField = DatasetPreview['fields'][number];
type Value = ContractField['value'];

/** A decision that is left to the user, with its default as `value`; the key it is listed under is its id. */
export interface DatasetField<V extends Value = Value> extends Omit<ContractField, 'id' | 'value'> {
  readonly value: V;
  /** Bounds of a number, inclusive. */
  readonly range?: readonly [number, number];
}
type Fields = Readonly<Record<string, DatasetField>>;
type Chosen<F extends Fields> = { readonly [K in keyof F]: F[K] extends DatasetField<infer V> ? V : never };
interface Wording {
  readonly label: string;
  readonly help: string;
}

export const flagField = (value: boolean, words: Wording): DatasetField<boolean> => ({
  ...words,
  value,
  options: null,
});

export const textField = (value: string, words: Wording): DatasetField<string> => ({ ...words, value, options: null });

export const numberField = (value: number, range: readonly [number, number], words: Wording): DatasetField<number> => ({
  ...words,
  value,
  range,
  options: null,
});

/** One of several; `options` gives what the user reads for each value. */
export const choiceField = <V extends string>(
  value: NoInfer<V>,
  options: Readonly<Record<V, string>>,
  words: Wording,
): DatasetField<V> => ({
  ...words,
  value,
  options: Object.entries<string>(options).map(([option, label]) => ({ value: option, label })),
});

/** The fields as the contract lists them. */
export const listFields = (fields: Fields): ContractField[] =>
  Object.entries(fields).map(([id, { label, help, value, options }]) => ({ id, label, help, value, options }));

/** What the user chose, defaults filled in. Refuses unknown fields and values that a field does not offer. */
export function readChoices<F extends Fields>(fields: F, choices: DatasetOptions['choices']): Chosen<F> {
  const unknown = Object.keys(choices).find((id) => !Object.hasOwn(fields, id));
  if (unknown !== undefined) throw refused(unknown, 'There is no such choice.');
  const chosen = Object.entries(fields).map(([id, field]) => [id, readChoice(id, field, choices[id])]);
  return Object.fromEntries(chosen) as Chosen<F>;
}

function readChoice(id: string, { value, options, range, label }: DatasetField, choice: Value | undefined): Value {
  if (choice === undefined) return value;
  if (typeof choice !== typeof value) throw refused(id, `“${label}” must be ${kindOf(value)}.`);
  if (options && !options.some((option) => option.value === choice)) {
    throw refused(id, `“${label}” must be one of ${options.map((option) => option.value).join(', ')}.`);
  }
  if (range && typeof choice === 'number' && !(choice >= range[0] && choice <= range[1]))
    throw refused(id, `“${label}” must lie between ${range[0]} and ${range[1]}.`);
  return choice;
}

const kindOf = (value: Value): string =>
  typeof value === 'boolean' ? 'yes or no' : typeof value === 'number' ? 'a number' : 'a text';

const refused = (id: string, message: string): AppError =>
  new AppError('invalid-input', message, { issues: [{ path: `choices.${id}`, message }] });
