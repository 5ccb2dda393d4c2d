export interface SetSignificance {
  /** Score over the mean of permuted scores of its sign; null where no permutation has one of that sign. */
  readonly nes: number | null;
  /** Share of permuted scores of its sign that are as extreme, +1 rule. */
  readonly p: number;
  /** False discovery rate of Subramanian et al. 2005; null without a normalised score. */
  readonly fdr: number | null;
}

/**
 * Significance of enrichment scores from permuted ones, as GSEA (Subramanian et al., PNAS 2005) and gseapy: each score
 * is judged among permuted scores of its own sign, normalised by their mean; the false discovery rate of a normalised
 * score is the share of all permuted ones of its sign that are as extreme over the share of observed ones that are.
 * Unlike gseapy, p counts the observed ranking among the permutations and is never 0.
 * @param permuted a vector of scores per permutation, one per set
 */
export function significance(observed: Float64Array, permuted: readonly Float64Array[]): SetSignificance[] {
  const means = Array.from(observed.keys(), (set) => meansOf(permuted, set));
  const pools = { rising: [] as number[], falling: [] as number[] };
  for (const scores of permuted) {
    scores.forEach((score, set) => {
      const { rising, falling } = means[set] as SignMeans;
      if (score >= 0) pools.rising.push(score / rising);
      else pools.falling.push(score / falling);
    });
  }
  const normalised = Array.from(observed, (score, set) => {
    const { rising, falling } = means[set] as SignMeans;
    const nes = score >= 0 ? score / rising : -score / falling;
    return Number.isFinite(nes) ? nes : null;
  });
  const sizes = (sign: 1 | -1): Float64Array =>
    Float64Array.from(
      normalised.flatMap((nes) => (nes !== null && (nes >= 0 ? 1 : -1) === sign ? [nes * sign] : [])),
    ).sort();
  const ranked = {
    rising: { permuted: Float64Array.from(pools.rising).sort(), observed: sizes(1) },
    falling: { permuted: Float64Array.from(pools.falling).sort(), observed: sizes(-1) },
  };
  return Array.from(observed, (score, set) => {
    const nes = normalised[set] as number | null;
    const side = score >= 0 ? ranked.rising : ranked.falling;
    return { nes, p: ownP(score, permuted, set), fdr: nes === null ? null : fdrOf(Math.abs(nes), side) };
  });
}

interface SignMeans {
  /** Mean of the permuted scores of 0 and more; NaN without any. */
  readonly rising: number;
  /** Mean of those below 0: negative. */
  readonly falling: number;
}

function meansOf(permuted: readonly Float64Array[], set: number): SignMeans {
  let [rise, rises, fall, falls] = [0, 0, 0, 0];
  for (const scores of permuted) {
    const score = scores[set] as number;
    if (score >= 0) {
      rise += score;
      rises++;
    } else {
      fall += score;
      falls++;
    }
  }
  return { rising: rise / rises, falling: fall / falls };
}

function ownP(score: number, permuted: readonly Float64Array[], set: number): number {
  let [same, extreme] = [0, 0];
  const isRising = score >= 0;
  const size = Math.abs(score) - 1e-12;
  for (const scores of permuted) {
    const other = scores[set] as number;
    if (other >= 0 !== isRising) continue;
    same++;
    if (Math.abs(other) >= size) extreme++;
  }
  return (extreme + 1) / (same + 1);
}

function fdrOf(size: number, { permuted, observed }: { permuted: Float64Array; observed: Float64Array }): number {
  const chance = shareAbove(permuted, size);
  const found = shareAbove(observed, size);
  return Math.min(1, chance / found);
}

/** Share of ascending values that are at least `size`, with room for rounding. */
function shareAbove(ascending: Float64Array, size: number): number {
  const wanted = size - 1e-12 * size;
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return (ascending.length - low) / ascending.length;
}
