import { type Quadtree, quadtreeBuilder } from './quadtree.ts';
import type { Affinities } from './tsne-affinities.ts';

/**
 * Gradient of the Kullback-Leibler divergence of t-SNE with one degree of freedom, with the affinities times
 * `exaggeration`: 4 Σ (p q⁻ - q q⁻) (yi - yj), q⁻ = 1 / (1 + |yi - yj|²). `points` and `gradient` hold x and y of each
 * row in turn. Returns the divergence where `wantsDivergence`, else 0.
 */
export type TsneGradient = (
  points: Float64Array,
  gradient: Float64Array,
  exaggeration: number,
  wantsDivergence: boolean,
) => number;

/** Every pair: O(n²) a step. The affinities are of all pairs. */
export function exactGradient(affinities: Affinities): TsneGradient {
  const { count, starts, columns, values } = affinities;
  const pairs = new Float64Array((count * (count - 1)) / 2);
  for (let i = 0; i < count; i++) {
    for (let k = starts[i] as number; k < (starts[i + 1] as number); k++) {
      pairs[(i * (i - 1)) / 2 + (columns[k] as number)] = values[k] as number;
    }
  }
  const attraction = new Float64Array(2 * count);
  const repulsion = new Float64Array(2 * count);
  return (points, gradient, exaggeration, wantsDivergence) => {
    attraction.fill(0);
    repulsion.fill(0);
    const total = pullAndPush(pairs, points, attraction, repulsion);
    join(gradient, { attraction, repulsion, total, exaggeration });
    return wantsDivergence ? divergenceOf(affinities, points, exaggeration, total) : 0;
  };
}

/** Far points at once where the width of their cell is less than `angle` times its distance: O(n log n) a step. */
export function barnesHutGradient(affinities: Affinities, angle: number): TsneGradient {
  const build = quadtreeBuilder(affinities.count, angle);
  const attraction = new Float64Array(2 * affinities.count);
  const repulsion = new Float64Array(2 * affinities.count);
  return (points, gradient, exaggeration, wantsDivergence) => {
    attraction.fill(0);
    pull(affinities, points, attraction);
    const total = push(build(points), points, repulsion);
    join(gradient, { attraction, repulsion, total, exaggeration });
    return wantsDivergence ? divergenceOf(affinities, points, exaggeration, total) : 0;
  };
}

/** Adds Σ p q⁻ (yi - yj) to `attraction` and Σ q⁻² (yi - yj) to `repulsion`; returns Σ q⁻ over ordered pairs. */
function pullAndPush(
  pairs: Float64Array,
  points: Float64Array,
  attraction: Float64Array,
  repulsion: Float64Array,
): number {
  let total = 0;
  let pair = 0;
  for (let i = 2; i < points.length; i += 2) {
    const x = points[i] as number;
    const y = points[i + 1] as number;
    let [pullX, pullY, pushX, pushY] = [0, 0, 0, 0];
    for (let j = 0; j < i; j += 2) {
      const dx = x - (points[j] as number);
      const dy = y - (points[j + 1] as number);
      const q = 1 / (1 + dx * dx + dy * dy);
      const near = (pairs[pair++] as number) * q;
      const far = q * q;
      total += q;
      pullX += near * dx;
      pullY += near * dy;
      pushX += far * dx;
      pushY += far * dy;
      attraction[j] = (attraction[j] as number) - near * dx;
      attraction[j + 1] = (attraction[j + 1] as number) - near * dy;
      repulsion[j] = (repulsion[j] as number) - far * dx;
      repulsion[j + 1] = (repulsion[j + 1] as number) - far * dy;
    }
    attraction[i] = (attraction[i] as number) + pullX;
    attraction[i + 1] = (attraction[i + 1] as number) + pullY;
    repulsion[i] = (repulsion[i] as number) + pushX;
    repulsion[i + 1] = (repulsion[i + 1] as number) + pushY;
  }
  return 2 * total;
}

/** Adds Σ p q⁻ (yi - yj) over the pairs that have a similarity. */
function pull({ count, starts, columns, values }: Affinities, points: Float64Array, attraction: Float64Array): void {
  for (let i = 0; i < count; i++) {
    const x = points[2 * i] as number;
    const y = points[2 * i + 1] as number;
    let [pullX, pullY] = [0, 0];
    const end = starts[i + 1] as number;
    for (let k = starts[i] as number; k < end; k++) {
      const j = 2 * (columns[k] as number);
      const dx = x - (points[j] as number);
      const dy = y - (points[j + 1] as number);
      const near = (values[k] as number) / (1 + dx * dx + dy * dy);
      pullX += near * dx;
      pullY += near * dy;
      attraction[j] = (attraction[j] as number) - near * dx;
      attraction[j + 1] = (attraction[j + 1] as number) - near * dy;
    }
    attraction[2 * i] = (attraction[2 * i] as number) + pullX;
    attraction[2 * i + 1] = (attraction[2 * i + 1] as number) + pullY;
  }
}

/**
 * Writes Σ q⁻² (yi - yj) with cells for far points; returns Σ q⁻. Points go in the order of the leaves: neighbours walk
 * almost the same way, which the processor foresees, in half the time.
 */
function push({ size, nodes, next, order }: Quadtree, points: Float64Array, repulsion: Float64Array): number {
  let total = 0;
  for (let k = 0; k < order.length; k++) {
    const i = 2 * (order[k] as number);
    const x = points[i] as number;
    const y = points[i + 1] as number;
    let [pushX, pushY] = [0, 0];
    let node = 0;
    while (node < size) {
      const at = 4 * node;
      const dx = x - (nodes[at] as number);
      const dy = y - (nodes[at + 1] as number);
      const distance = dx * dx + dy * dy;
      const reach = nodes[at + 3] as number;
      if (reach >= distance) {
        // In its own leaf a point meets only those that coincide with it, which do not push.
        if (reach === 0) total += (nodes[at + 2] as number) - 1;
        node++;
        continue;
      }
      const q = 1 / (1 + distance);
      const far = (nodes[at + 2] as number) * q;
      total += far;
      pushX += far * q * dx;
      pushY += far * q * dy;
      node = next[node] as number;
    }
    repulsion[i] = pushX;
    repulsion[i + 1] = pushY;
  }
  return total;
}

interface Forces {
  readonly attraction: Float64Array;
  readonly repulsion: Float64Array;
  /** Sum of q⁻ over ordered pairs. */
  readonly total: number;
  readonly exaggeration: number;
}

function join(gradient: Float64Array, { attraction, repulsion, total, exaggeration }: Forces): void {
  for (let k = 0; k < gradient.length; k++) {
    gradient[k] = 4 * (exaggeration * (attraction[k] as number) - (repulsion[k] as number) / total);
  }
}

/** Σ p log(p / q) over ordered pairs that have a similarity. */
function divergenceOf(
  { count, starts, columns, values }: Affinities,
  points: Float64Array,
  exaggeration: number,
  total: number,
): number {
  let divergence = 0;
  for (let i = 0; i < count; i++) {
    for (let k = starts[i] as number; k < (starts[i + 1] as number); k++) {
      const j = columns[k] as number;
      const dx = (points[2 * i] as number) - (points[2 * j] as number);
      const dy = (points[2 * i + 1] as number) - (points[2 * j + 1] as number);
      const p = exaggeration * (values[k] as number);
      const q = 1 / ((1 + dx * dx + dy * dy) * total);
      if (p > 0) divergence += 2 * p * Math.log(p / Math.max(q, Number.EPSILON));
    }
  }
  return divergence;
}
