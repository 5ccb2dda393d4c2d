import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { AppError } from '#shared/errors.ts';

/** One verb of `seedpoint <verb>`: a file of `verbs/`, listed in `main.ts`. */
export interface Verb {
  readonly name: string;
  /** One line for the list of verbs. */
  readonly summary: string;
  /** What follows `seedpoint <name>`, then one line per option. */
  readonly usage: string;
  /** Resolves to the exit code. An `AppError` that it throws is printed and becomes the exit code of `exitCodeOf`. */
  run(args: string[], io: VerbIo): Promise<number>;
}

export interface VerbIo {
  /** One line of the result, on standard output. */
  readonly out: (line: string) => void;
  /** Progress, notes and errors, on standard error. */
  readonly note: (line: string) => void;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
}

export const exitCodes = {
  done: 0,
  /** Some items failed; they were listed. Also the code of work that broke down. */
  someFailed: 1,
  /** Bad usage or input. */
  badUsage: 2,
  interrupted: 130,
} as const;

/** The exit code of an error that ended a verb. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof AppError)) return exitCodes.someFailed;
  switch (error.code) {
    case 'invalid-input':
    case 'not-found':
    case 'conflict':
    case 'unreadable-file':
    case 'unsupported':
      return exitCodes.badUsage;
    case 'cancelled':
      return exitCodes.interrupted;
    case 'device':
    case 'storage':
    case 'internal':
      return exitCodes.someFailed;
  }
}

/** Prints the one JSON document of `--json`. */
export const printJson = (io: VerbIo, value: unknown): void => io.out(JSON.stringify(value, null, 2));

type Values<T extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true }>
>['values'];

/**
 * Options and positional arguments of a verb by `node:util` parseArgs, as `{ values, positionals }`. What does not fit
 * is an `invalid-input` error. An option value may begin with a minus: `--seed -12.5,80,-301`.
 */
export function parseOptions<T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: T,
  positionals: { min: number; max: number } = { min: 0, max: 0 },
): { values: Values<T>; positionals: string[] } {
  const parsed = parseStrictly(joinNegativeValues(args, options), options);
  const count = parsed.positionals.length;
  if (count < positionals.min) throw new AppError('invalid-input', 'An argument is missing.');
  if (count > positionals.max) {
    throw new AppError('invalid-input', `Unexpected argument: ${parsed.positionals[positionals.max]}`);
  }
  return parsed;
}

function parseStrictly<T extends ParseArgsOptionsConfig>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new AppError('invalid-input', error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** parseArgs takes a value that begins with a minus only as `--name=value`. */
function joinNegativeValues(args: readonly string[], options: ParseArgsOptionsConfig): string[] {
  const joined: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') return [...joined, ...args.slice(i)];
    const next = args[i + 1];
    const name = optionName(arg, options);
    if (name && next !== undefined && /^-[\d.]/.test(next)) {
      joined.push(`--${name}=${next}`);
      i++;
    } else {
      joined.push(arg);
    }
  }
  return joined;
}

function optionName(arg: string, options: ParseArgsOptionsConfig): string | null {
  for (const [name, option] of Object.entries(options)) {
    if (option.type === 'string' && (arg === `--${name}` || arg === `-${option.short}`)) return name;
  }
  return null;
}

/** An option as a number, or the number for when it is absent. */
export function numberOption(name: string, text: string | undefined, absent: number): number {
  if (text === undefined) return absent;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new AppError('invalid-input', `--${name} takes a number, not "${text}".`);
  }
  return value;
}

/** An option as a whole number within limits, or the number for when it is absent. */
export function integerOption(
  name: string,
  text: string | undefined,
  absent: number,
  min = 0,
  max = Number.MAX_SAFE_INTEGER,
): number {
  const value = numberOption(name, text, absent);
  if (!Number.isInteger(value) || value < min || value > max) {
    const limits = max === Number.MAX_SAFE_INTEGER ? `from ${min} on` : `from ${min} to ${max}`;
    throw new AppError('invalid-input', `--${name} takes a whole number ${limits}, not "${text}".`);
  }
  return value;
}

/** A point given as `x,y,z`. */
export function pointOption(name: string, text: string): readonly [number, number, number] {
  const [x, y, z, ...more] = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (more.length > 0 || ![x, y, z].every((value) => value !== undefined && Number.isFinite(value))) {
    throw new AppError('invalid-input', `--${name} takes three numbers as x,y,z, not "${text}".`);
  }
  return [x!, y!, z!];
}

/** An option as one of a list, or the one for when it is absent. */
export function choiceOption<T extends string>(
  name: string,
  text: string | undefined,
  choices: readonly T[],
  absent: T,
): T {
  if (text === undefined) return absent;
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) {
    throw new AppError('invalid-input', `--${name} takes one of ${choices.join(', ')}, not "${text}".`);
  }
  return choice;
}

/** An option that must be given. */
export function requiredOption(name: string, text: string | undefined): string {
  if (text === undefined || text === '') throw new AppError('invalid-input', `--${name} is missing.`);
  return text;
}
