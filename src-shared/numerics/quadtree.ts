/**
 * A quadtree over points of the plane for sums over far points at once (Barnes & Hut 1986), laid out depth first, so
 * that a walk needs no stack: the node after `i` is its first child, `next[i]` is where to go on when it is not opened.
 */
export interface Quadtree {
  /** Nodes in use; the arrays may be longer. */
  size: number;
  /**
   * Four numbers a node: x and y of the centre of mass, points below, and the squared distance up to which it must be
   * opened (0: a leaf, whose next node is the one after it).
   */
  readonly nodes: Float64Array;
  readonly next: Int32Array;
  /** The points in the order of their leaves. */
  readonly order: Int32Array;
}

/** Points closer than this many halvings of the whole stay in one leaf. */
const mostLevels = 60;

/**
 * Makes trees of `count` points, again and again in the same memory: `build` takes x and y of each point in turn and
 * returns a tree that holds until the next call. Cells are rectangles, halved in both directions; the width of a cell
 * is its longer side, as in scikit-learn, and it may count as one point from a distance of width / `angle`. A cell with
 * one filled quarter is left out for that quarter.
 */
export function quadtreeBuilder(count: number, angle: number): (points: Float64Array) => Quadtree {
  // An inner node has two children or more.
  const tree: Quadtree = {
    size: 0,
    nodes: new Float64Array(8 * count),
    next: new Int32Array(2 * count),
    order: new Int32Array(count),
  };
  const { nodes, next, order } = tree;
  const sorted = new Int32Array(count);
  const quarters = new Uint8Array(count);
  let points: Float64Array = new Float64Array(0);

  /** Writes the node of the points order[start .. end) and all below it. */
  function add(start: number, end: number, x0: number, y0: number, x1: number, y1: number, level: number): void {
    if (end - start === 1 || level === mostLevels) return leaf(start, end);
    const x = (x0 + x1) / 2;
    const y = (y0 + y1) / 2;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let i = start; i < end; i++) {
      const point = order[i] as number;
      const quarter = ((points[2 * point] as number) >= x ? 1 : 0) + ((points[2 * point + 1] as number) >= y ? 2 : 0);
      quarters[i] = quarter;
      if (quarter === 0) a++;
      else if (quarter === 1) b++;
      else if (quarter === 2) c++;
      else d++;
    }
    const ends = [start + a, start + a + b, start + a + b + c, end] as const;
    const filled = Number(a > 0) + Number(b > 0) + Number(c > 0) + Number(d > 0);
    if (filled > 1) sortQuarters(start, end, a, b, c);
    const width = Math.max(x1 - x0, y1 - y0);
    const node = filled > 1 ? tree.size++ : -1;
    if (ends[0] > start) add(start, ends[0], x0, y0, x, y, level + 1);
    if (ends[1] > ends[0]) add(ends[0], ends[1], x, y0, x1, y, level + 1);
    if (ends[2] > ends[1]) add(ends[1], ends[2], x0, y, x, y1, level + 1);
    if (end > ends[2]) add(ends[2], end, x, y, x1, y1, level + 1);
    if (node >= 0) close(node, end - start, (width / angle) ** 2);
  }

  function sortQuarters(start: number, end: number, a: number, b: number, c: number): void {
    const at = [start, start + a, start + a + b, start + a + b + c];
    for (let i = start; i < end; i++) {
      const quarter = quarters[i] as number;
      const to = at[quarter] as number;
      sorted[to] = order[i] as number;
      at[quarter] = to + 1;
    }
    order.set(sorted.subarray(start, end), start);
  }

  function leaf(start: number, end: number): void {
    const point = order[start] as number;
    const at = 4 * tree.size;
    nodes[at] = points[2 * point] as number;
    nodes[at + 1] = points[2 * point + 1] as number;
    nodes[at + 2] = end - start;
    nodes[at + 3] = 0;
    next[tree.size] = tree.size + 1;
    tree.size++;
  }

  /** Once all below the node is written: its mass is the sum over its children. */
  function close(node: number, mass: number, reach: number): void {
    let x = 0;
    let y = 0;
    for (let child = node + 1; child < tree.size; child = next[child] as number) {
      const at = 4 * child;
      const weight = nodes[at + 2] as number;
      x += weight * (nodes[at] as number);
      y += weight * (nodes[at + 1] as number);
    }
    const at = 4 * node;
    nodes[at] = x / mass;
    nodes[at + 1] = y / mass;
    nodes[at + 2] = mass;
    nodes[at + 3] = reach;
    next[node] = tree.size;
  }

  return (given) => {
    points = given;
    let [x0, y0, x1, y1] = [points[0] as number, points[1] as number, points[0] as number, points[1] as number];
    for (let i = 0; i < count; i++) {
      order[i] = i;
      x0 = Math.min(x0, points[2 * i] as number);
      x1 = Math.max(x1, points[2 * i] as number);
      y0 = Math.min(y0, points[2 * i + 1] as number);
      y1 = Math.max(y1, points[2 * i + 1] as number);
    }
    tree.size = 0;
    add(0, count, x0, y0, beyond(x1), beyond(y1), 0);
    return tree;
  };
}

/** A little more than the largest coordinate, as scikit-learn bounds its tree: the cells of both are the same. */
const beyond = (largest: number): number => Math.max(largest + 0.001 * Math.abs(largest), largest + 0.001);
