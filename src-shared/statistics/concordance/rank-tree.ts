/** Weights at ranks with sums below a rank in O(log n): a binary indexed tree (Fenwick 1994). */
export class RankTree {
  readonly #sums: Float64Array;
  readonly #weights: Float64Array;
  total = 0;

  /** @param count ranks go from 0 to `count` - 1 */
  constructor(count: number) {
    this.#sums = new Float64Array(count + 1);
    this.#weights = new Float64Array(count);
  }

  clear(): void {
    this.#sums.fill(0);
    this.#weights.fill(0);
    this.total = 0;
  }

  add(rank: number, weight: number): void {
    this.total += weight;
    this.#weights[rank] = (this.#weights[rank] as number) + weight;
    for (let i = rank + 1; i < this.#sums.length; i += i & -i) this.#sums[i] = (this.#sums[i] as number) + weight;
  }

  at(rank: number): number {
    return this.#weights[rank] as number;
  }

  below(rank: number): number {
    let sum = 0;
    for (let i = rank; i > 0; i -= i & -i) sum += this.#sums[i] as number;
    return sum;
  }
}
