import { describe, expect, it } from 'vitest';
import {
  choiceOption,
  exitCodeOf,
  integerOption,
  numberOption,
  parseOptions,
  pointOption,
  requiredOption,
} from '#main/cli/verb.ts';
import { AppError, cancelled, errorCodes } from '#shared/errors.ts';

const refusal = expect.objectContaining({ code: 'invalid-input' });
const refused = (work: () => unknown) => expect(work).toThrow(refusal);

describe('parseOptions', () => {
  const options = { seed: { type: 'string' }, out: { type: 'string', short: 'o' }, json: { type: 'boolean' } } as const;

  it('takes options in any place, short ones, and values that begin with a minus', () => {
    const parsed = parseOptions(['scan.nii', '--seed', '-12.5,80,-301', '--json', '-o', 'out.npy'], options, {
      min: 1,
      max: 1,
    });
    expect({ ...parsed.values }).toEqual({ seed: '-12.5,80,-301', json: true, out: 'out.npy' });
    expect(parsed.positionals).toEqual(['scan.nii']);
    expect(parseOptions(['-o', '-.5'], options).values.out).toBe('-.5');
  });

  it('takes nothing after -- as an option', () => {
    expect(parseOptions(['--', '--seed', '-1'], options, { min: 0, max: 2 }).positionals).toEqual(['--seed', '-1']);
  });

  it.each([
    ['an unknown option', ['--sed', '1'], { min: 0, max: 9 }],
    ['a missing value', ['--seed'], { min: 0, max: 9 }],
    ['an option taken for a value', ['--seed', '--json'], { min: 0, max: 9 }],
    ['a value for a flag', ['--json=yes'], { min: 0, max: 9 }],
    ['a missing argument', ['--json'], { min: 1, max: 1 }],
    ['one argument too many', ['a', 'b'], { min: 1, max: 1 }],
  ])('refuses %s', (_, args, positionals) => {
    refused(() => parseOptions(args, options, positionals));
  });
});

describe('option values', () => {
  it('are numbers within limits', () => {
    expect(numberOption('n', '-2.5e1', 0)).toBe(-25);
    expect(numberOption('n', undefined, 7)).toBe(7);
    for (const text of ['', ' ', 'seven', '1,5', 'NaN', 'Infinity', '0x']) refused(() => numberOption('n', text, 0));
    expect(integerOption('n', '65535', 0, 0, 65_535)).toBe(65_535);
    for (const text of ['1.5', '-1', '65536']) refused(() => integerOption('n', text, 0, 0, 65_535));
  });

  it('are points', () => {
    expect(pointOption('seed', '-12.5, 80,-301')).toEqual([-12.5, 80, -301]);
    for (const text of ['1,2', '1,2,3,4', '1,,3', '1,2,z', '']) refused(() => pointOption('seed', text));
  });

  it('are one of a list, or must be there', () => {
    expect(choiceOption('engine', 'cpu', ['auto', 'cpu'], 'auto')).toBe('cpu');
    expect(choiceOption('engine', undefined, ['auto', 'cpu'], 'auto')).toBe('auto');
    refused(() => choiceOption('engine', 'CPU', ['auto', 'cpu'], 'auto'));
    expect(requiredOption('into', 'folder')).toBe('folder');
    for (const text of [undefined, '']) refused(() => requiredOption('into', text));
  });
});

describe('exitCodeOf', () => {
  it('tells bad input from work that broke down, for every code', () => {
    const codes = Object.fromEntries(errorCodes.map((code) => [code, exitCodeOf(new AppError(code, ''))]));
    expect(codes).toEqual({
      'invalid-input': 2,
      'not-found': 2,
      conflict: 2,
      'unreadable-file': 2,
      unsupported: 2,
      device: 1,
      storage: 1,
      cancelled: 130,
      internal: 1,
    });
    expect([exitCodeOf(cancelled()), exitCodeOf(new Error('x'))]).toEqual([130, 1]);
  });
});
