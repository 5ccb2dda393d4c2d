import { type MarkerShape, markerPath } from '../series-looks.ts';

interface MarkerProps {
  readonly shape: MarkerShape;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly fill: string;
  readonly opacity?: number;
}

/** A small sign of about the same area in every shape. */
export function Marker({ shape, x, y, radius, fill, opacity }: MarkerProps) {
  const paint = { fill, ...(opacity === undefined ? {} : { fillOpacity: opacity }) };
  if (shape === 'circle') return <circle cx={x} cy={y} r={radius} {...paint} />;
  return <path d={markerPath(shape, radius)} transform={`translate(${x} ${y})`} {...paint} />;
}
