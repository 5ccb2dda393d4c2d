import { beeswarm } from '../beeswarm.ts';
import type { BoxSeries, MarkSpace, PlacedBox } from '../mark-geometry.ts';

/** Above so many points in one box they get smaller and fainter. */
const many = 150;

export function boxPointLook({ boxes }: BoxSeries, { style }: MarkSpace): { radius: number; opacity: number } {
  const isMany = boxes.some((box) => box.points.length > many);
  return { radius: style.sizes.point * (isMany ? 0.5 : 0.75), opacity: isMany ? 0.4 : 0.6 };
}

/** Where the points of a box are drawn. Outliers alone stand in its middle. */
export function boxPoints(
  series: BoxSeries,
  index: number,
  placed: PlacedBox,
  space: MarkSpace,
): { x: number; y: number; subject: number | null; value: number }[] {
  const box = series.boxes[index]!;
  const { radius } = boxPointLook(series, space);
  const heights = box.points.map((point) => space.scale.y(point.y));
  const onlyOutliers = box.points.every((point) => point.y < box.low || point.y > box.high);
  const offsets = onlyOutliers ? heights.map(() => 0) : beeswarm(heights, radius, placed.width * 0.46 + radius);
  return box.points.map((point, i) => ({
    x: placed.middle + offsets[i]!,
    y: heights[i]!,
    subject: point.subject ?? null,
    value: point.y,
  }));
}
