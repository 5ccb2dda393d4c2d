/** Points in a space of few dimensions; the first coordinates should be those in which they differ most. */
export interface Points {
  /** rows x dimension. */
  readonly values: Float32Array;
  readonly dimension: number;
}

interface Box {
  readonly lowest: Float32Array;
  readonly highest: Float32Array;
}

/** Points `start` to `end` in the order of the tree, and what they are divided into. */
interface Node {
  readonly start: number;
  readonly end: number;
  readonly box: Box;
  readonly halves: readonly [Node, Node] | null;
}

const leafRows = 32;
/** Coordinates that are summed between two looks at the sum. */
const stride = 8;

/**
 * Hands every pair of rows that are at most `reach` apart to `take`, each once and in no order, by a k-d tree (Bentley
 * 1975): the boxes around its leaves say where no pair can be. Where the points differ along a few
 * directions, the comparisons grow far less than with the square of the rows; in many directions alike, no box helps.
 * Yields the share that is done, so that the caller can pause or leave; returns how many pairs were compared.
 */
export function* nearPairs(
  { values, dimension }: Points,
  reach: number,
  take: (a: number, b: number) => void,
): Generator<number, number> {
  const rows = dimension > 0 ? values.length / dimension : 0;
  if (rows < 2) return 0;
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  const root = divided(values, dimension, order, 0, rows);
  const points = new Float32Array(values.length);
  order.forEach((row, at) => {
    points.set(values.subarray(row * dimension, (row + 1) * dimension), at * dimension);
  });
  const most = reach ** 2;
  let compared = 0;
  for (const leaf of leavesOf(root)) {
    for (const other of leavesNear(root, leaf, most)) {
      for (let i = leaf.start; i < leaf.end; i++) {
        const first = Math.max(i + 1, other.start);
        if (isOutside(points, i * dimension, other.box, most)) continue;
        for (let j = first; j < other.end; j++)
          if (areWithin(points, i * dimension, j * dimension, dimension, most))
            take(order[i] as number, order[j] as number);
        compared += Math.max(0, other.end - first);
      }
    }
    // A leaf is compared with those after it alone: half of the work is done after three tenths of the leaves.
    yield 1 - (1 - leaf.end / rows) ** 2;
  }
  return compared;
}

function divided(values: Float32Array, dimension: number, order: Int32Array, start: number, end: number): Node {
  const box = boxOf(values, dimension, order, start, end);
  if (end - start <= leafRows) return { start, end, box, halves: null };
  let widest = 0;
  const widthOf = (axis: number): number => (box.highest[axis] as number) - (box.lowest[axis] as number);
  for (let axis = 1; axis < dimension; axis++) if (widthOf(axis) > widthOf(widest)) widest = axis;
  const middle = (start + end) >> 1;
  partAt(order, start, end - 1, middle, (row) => values[row * dimension + widest] as number);
  return {
    start,
    end,
    box,
    halves: [divided(values, dimension, order, start, middle), divided(values, dimension, order, middle, end)],
  };
}

function boxOf(values: Float32Array, dimension: number, order: Int32Array, start: number, end: number): Box {
  const lowest = new Float32Array(dimension).fill(Number.POSITIVE_INFINITY);
  const highest = new Float32Array(dimension).fill(Number.NEGATIVE_INFINITY);
  for (let at = start; at < end; at++) {
    const from = (order[at] as number) * dimension;
    for (let axis = 0; axis < dimension; axis++) {
      const value = values[from + axis] as number;
      if (value < (lowest[axis] as number)) lowest[axis] = value;
      if (value > (highest[axis] as number)) highest[axis] = value;
    }
  }
  return { lowest, highest };
}

/** Hoare's selection: no key before `middle` is above it, and none after it below. */
function partAt(order: Int32Array, start: number, end: number, middle: number, keyOf: (row: number) => number): void {
  let [low, high] = [start, end];
  while (low < high) {
    const pivot = keyOf(order[(low + high) >> 1] as number);
    let [i, j] = [low, high];
    while (i <= j) {
      while (keyOf(order[i] as number) < pivot) i++;
      while (keyOf(order[j] as number) > pivot) j--;
      if (i > j) break;
      const row = order[i] as number;
      order[i++] = order[j] as number;
      order[j--] = row;
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else return;
  }
}

function* leavesOf({ halves, ...node }: Node): Generator<Node> {
  if (!halves) return yield { ...node, halves };
  for (const half of halves) yield* leavesOf(half);
}

/** The leaf itself, and those after it whose box is near enough to its own. */
function leavesNear(root: Node, leaf: Node, most: number): Node[] {
  const near: Node[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.end <= leaf.start || areApart(node.box, leaf.box, most)) continue;
    if (node.halves) waiting.push(...node.halves);
    else near.push(node);
  }
  return near;
}

function areApart(a: Box, b: Box, most: number): boolean {
  let squares = 0;
  for (let axis = 0; axis < a.lowest.length && squares <= most; axis++) {
    const gap = Math.max(
      (a.lowest[axis] as number) - (b.highest[axis] as number),
      (b.lowest[axis] as number) - (a.highest[axis] as number),
      0,
    );
    squares += gap * gap;
  }
  return squares > most;
}

function isOutside(points: Float32Array, from: number, { lowest, highest }: Box, most: number): boolean {
  let squares = 0;
  for (let axis = 0; axis < lowest.length && squares <= most; axis++) {
    const value = points[from + axis] as number;
    const gap = Math.max((lowest[axis] as number) - value, value - (highest[axis] as number), 0);
    squares += gap * gap;
  }
  return squares > most;
}

function areWithin(points: Float32Array, a: number, b: number, dimension: number, most: number): boolean {
  let squares = 0;
  for (let n = 0; n < dimension; ) {
    for (const end = Math.min(n + stride, dimension); n < end; n++) {
      const apart = (points[a + n] as number) - (points[b + n] as number);
      squares += apart * apart;
    }
    if (squares > most) return false;
  }
  return true;
}
