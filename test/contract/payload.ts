import type { CallName } from '#shared/contract/contract.ts';

/** What one direction of a call takes, and what it must refuse. At least one of each. */
export interface Direction {
  readonly valid: readonly [unknown, ...unknown[]];
  readonly refused: readonly [unknown, ...unknown[]];
}

export interface Payloads {
  readonly input: Direction;
  readonly output: Direction;
}

/** The payloads of the calls of one domain: a call of the contract without an entry does not compile. */
export type PayloadsOf<N extends CallName> = Readonly<Record<N, Payloads>>;

type Fields = Readonly<Record<string, unknown>>;

export const without = (value: Fields, key: string): Fields =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));

/** A call without parameters still takes an object. */
export const nothing: Direction = { valid: [{}], refused: [null, 'text', 7, []] };

/** A list of something: also empty, never the thing itself, never one bad item among good ones. */
export const listOf = (item: Fields, badItem: unknown): Direction => ({
  valid: [[], [item, item]],
  refused: [item, null, [item, badItem]],
});
