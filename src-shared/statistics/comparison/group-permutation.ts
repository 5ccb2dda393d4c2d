import { type Random, randomInteger } from '../../numerics/random.ts';
import { exactSwaps, type PermutationP } from './swap-test.ts';

/**
 * The permutation test that two independent groups have one distribution, on the difference of their means: members
 * are dealt anew to groups of the same sizes. Two-sided: twice the smaller tail, at most 1. All deals where they are
 * few, else `permutations` drawn ones with the +1 rule. Golden value; equal to scipy's
 * `permutation_test(permutation_type='independent')`.
 * @param first at least one value, as `second`
 */
export function groupPermutationTest(
  first: readonly number[],
  second: readonly number[],
  { permutations, random }: { permutations: number; random: Random },
): PermutationP & { readonly difference: number; readonly exact: boolean } {
  const pooled = Float64Array.from([...first, ...second]);
  const size = first.length;
  const total = pooled.reduce((sum, value) => sum + value, 0);
  const differenceOf = (sum: number): number => sum / size - (total - sum) / (pooled.length - size);
  const difference = differenceOf(first.reduce((sum, value) => sum + value, 0));
  const near = 1e-12 * Math.max(1, ...pooled.map(Math.abs));
  let [deals, atLeast, atMost] = [0, 0, 0];
  const count = (sum: number): void => {
    const value = differenceOf(sum);
    deals++;
    if (value >= difference - near) atLeast++;
    if (value <= difference + near) atMost++;
  };

  const exact = choose(pooled.length, size) <= exactSwaps;
  if (exact) everyDeal(pooled, size, count);
  else for (let draw = 0; draw < permutations; draw++) count(randomDeal(pooled, size, random));
  const fewer = Math.min(atLeast, atMost);
  const p = exact ? (2 * fewer) / deals : (2 * (fewer + 1)) / (deals + 1);
  return { difference, exact, p: Math.min(1, p), atFloor: !exact && fewer === 0 };
}

function choose(n: number, k: number): number {
  let product = 1;
  for (let i = 1; i <= k; i++) product = (product * (n - k + i)) / i;
  return Math.round(product);
}

/** The sum of each choice of `size` of the values. */
function everyDeal(values: Float64Array, size: number, visit: (sum: number) => void): void {
  const deal = (from: number, left: number, sum: number): void => {
    if (left === 0) return visit(sum);
    for (let i = from; i <= values.length - left; i++) deal(i + 1, left - 1, sum + (values[i] as number));
  };
  deal(0, size, 0);
}

/** The sum of `size` values drawn without replacement; the order of `values` changes, which does no harm. */
function randomDeal(values: Float64Array, size: number, random: Random): number {
  let sum = 0;
  for (let i = 0; i < size; i++) {
    const j = i + randomInteger(random, values.length - i);
    [values[i], values[j]] = [values[j] as number, values[i] as number];
    sum += values[i] as number;
  }
  return sum;
}
