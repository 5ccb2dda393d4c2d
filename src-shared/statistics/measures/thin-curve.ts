interface Point {
  readonly x: number;
  readonly y: number;
}

/** Curves of fewer points are drawn as they are. */
const fewEnough = 2000;
/** Finer than a printed line of 89 mm shows. */
const finest = 1 / 2000;

/**
 * A curve within the unit square for drawing: of more than 2000 points, those are left out that lie within 1/2000 of the
 * last one kept in both directions. The ends stay. Nothing is computed from what is left.
 */
export function thinCurve<P extends Point>(points: readonly P[]): P[] {
  if (points.length <= fewEnough) return [...points];
  let last: P | undefined;
  return points.filter((point, i) => {
    const isEnd = i === 0 || i === points.length - 1;
    if (!isEnd && last && Math.abs(point.x - last.x) < finest && Math.abs(point.y - last.y) < finest) return false;
    last = point;
    return true;
  });
}
