import { DOMParser, type Element } from '@xmldom/xmldom';
import { encodeSVGPath, SVGPathData } from 'svg-pathdata';
import { AppError } from '#shared/errors.ts';

/** Column-major 2 x 3 matrix as SVG writes it: x' = a x + c y + e, y' = b x + d y + f. */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export interface Paint {
  /** `#rrggbb`; null: none. */
  readonly fill: string | null;
  readonly fillOpacity: number;
  readonly stroke: string | null;
  readonly strokeOpacity: number;
  readonly strokeWidth: number;
  readonly isDashed: boolean;
}

export interface TextRun {
  readonly text: string;
  readonly fontSize: number;
  readonly bold: boolean;
  readonly italic: boolean;
  /** Raised or lowered against the line, as exponents are. */
  readonly shift: 'none' | 'up' | 'down';
}

/** A drawing as a flat list in page coordinates (1/96 inch, y down), in the order of painting. */
export type Shape =
  | { readonly kind: 'path'; readonly d: string; readonly paint: Paint }
  | { readonly kind: 'ellipse'; readonly x: number; readonly y: number; readonly radius: number; readonly paint: Paint }
  | {
      readonly kind: 'image';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly data: string;
    }
  | {
      readonly kind: 'text';
      /** Where the anchor of the baseline lies. */
      readonly x: number;
      readonly y: number;
      readonly anchor: 'start' | 'middle' | 'end';
      /** Clockwise, of the baseline about its anchor. */
      readonly angleDeg: number;
      readonly fill: string;
      readonly runs: readonly TextRun[];
    };

interface Inherited {
  readonly matrix: Matrix;
  readonly attributes: Readonly<Record<string, string>>;
}

const inherited = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'font-size',
  'font-weight',
  'font-style',
  'text-anchor',
];

/** Reads the clean SVG of the drawing page. Clips are not applied: slides have none. */
export function svgShapes(svg: string): Shape[] {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  if (!root) throw new AppError('internal', 'The drawing of the figure is empty.');
  return shapesOf(root, { matrix: [1, 0, 0, 1, 0, 0], attributes: {} });
}

function shapesOf(element: Element, parent: Inherited): Shape[] {
  const here = inherit(element, parent);
  switch (element.localName) {
    case 'svg':
    case 'g':
      return childrenOf(element).flatMap((child) => shapesOf(child, here));
    case 'path':
      return pathShape(attribute(element, 'd'), here);
    case 'line': {
      const [x1, y1, x2, y2] = ['x1', 'y1', 'x2', 'y2'].map((name) => numeric(element, name));
      return pathShape(`M${x1} ${y1}L${x2} ${y2}`, here);
    }
    case 'rect': {
      const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => numeric(element, name));
      return pathShape(`M${x} ${y}h${width}v${height}h${-width!}z`, here);
    }
    case 'circle': {
      const [x, y] = apply(here.matrix, numeric(element, 'cx'), numeric(element, 'cy'));
      const radius = numeric(element, 'r') * Math.hypot(here.matrix[0], here.matrix[1]);
      return [{ kind: 'ellipse', x, y, radius, paint: paintOf(here) }];
    }
    case 'image': {
      const [x, y] = apply(here.matrix, numeric(element, 'x'), numeric(element, 'y'));
      const [width, height] = [numeric(element, 'width'), numeric(element, 'height')];
      return [
        { kind: 'image', x, y, width, height, data: attribute(element, 'href') || attribute(element, 'xlink:href') },
      ];
    }
    case 'text':
      return textShape(element, here);
    default:
      return [];
  }
}

function pathShape(d: string, { matrix, attributes }: Inherited): Shape[] {
  const { commands } = new SVGPathData(d)
    .toAbs()
    .aToC()
    .normalizeHVZ(false)
    .normalizeST()
    .qtToC()
    .matrix(...matrix);
  return [{ kind: 'path', d: encodeSVGPath(commands), paint: paintOf({ matrix, attributes }) }];
}

function textShape(element: Element, here: Inherited): Shape[] {
  const [x, y] = apply(here.matrix, numeric(element, 'x'), numeric(element, 'y'));
  const angleDeg = (Math.atan2(here.matrix[1], here.matrix[0]) * 180) / Math.PI;
  const anchor = here.attributes['text-anchor'];
  const runs = runsOf(element, here, 0);
  if (runs.length === 0) return [];
  return [
    {
      kind: 'text',
      x,
      y,
      anchor: anchor === 'middle' || anchor === 'end' ? anchor : 'start',
      angleDeg,
      fill: here.attributes['fill'] ?? '#000000',
      runs,
    },
  ];
}

/** `tspan`s shift the line that follows them, until another shifts it back. */
function runsOf(element: Element, here: Inherited, before: number): TextRun[] {
  let raised = before;
  return Array.from(element.childNodes).flatMap((node): TextRun[] => {
    if (node.nodeType === node.TEXT_NODE) {
      const { attributes } = here;
      const text = node.nodeValue ?? '';
      if (text === '') return [];
      return [
        {
          text,
          fontSize: Number(attributes['font-size'] ?? 8),
          bold: attributes['font-weight'] === 'bold' || Number(attributes['font-weight']) >= 600,
          italic: attributes['font-style'] === 'italic',
          shift: raised < -0.01 ? 'up' : raised > 0.01 ? 'down' : 'none',
        },
      ];
    }
    if (node.nodeType !== node.ELEMENT_NODE) return [];
    const child = node as Element;
    raised += numeric(child, 'dy');
    return runsOf(child, inherit(child, here), raised);
  });
}

function inherit(element: Element, parent: Inherited): Inherited {
  const own = inherited.flatMap((name) => (element.hasAttribute(name) ? [[name, attribute(element, name)]] : []));
  const attributes = { ...parent.attributes, ...(Object.fromEntries(own) as Record<string, string>) };
  const opacity = element.getAttribute('opacity');
  if (opacity !== null) {
    for (const name of ['fill-opacity', 'stroke-opacity'])
      attributes[name] = String(Number(attributes[name] ?? 1) * Number(opacity));
  }
  return { matrix: transformOf(attribute(element, 'transform'), parent.matrix), attributes };
}

function paintOf({ matrix, attributes }: Inherited): Paint {
  const colour = (name: 'fill' | 'stroke', otherwise: string | null): string | null => {
    const value = attributes[name];
    return value === undefined ? otherwise : value === 'none' ? null : value;
  };
  return {
    fill: colour('fill', '#000000'),
    fillOpacity: Number(attributes['fill-opacity'] ?? 1),
    stroke: colour('stroke', null),
    strokeOpacity: Number(attributes['stroke-opacity'] ?? 1),
    strokeWidth: Number(attributes['stroke-width'] ?? 1) * Math.hypot(matrix[0], matrix[1]),
    isDashed: (attributes['stroke-dasharray'] ?? 'none') !== 'none',
  };
}

function transformOf(text: string, base: Matrix): Matrix {
  let matrix = base;
  for (const [, name, list] of text.matchAll(/(\w+)\(([^)]*)\)/g)) {
    const numbers = list!.split(/[\s,]+/).map(Number);
    matrix = multiply(matrix, matrixOf(name!, numbers));
  }
  return matrix;
}

function matrixOf(name: string, [a = 0, b, c, ...more]: number[]): Matrix {
  if (name === 'translate') return [1, 0, 0, 1, a, b ?? 0];
  if (name === 'scale') return [a, 0, 0, b ?? a, 0, 0];
  if (name === 'matrix') return [a, b ?? 0, c ?? 0, more[0] ?? 1, more[1] ?? 0, more[2] ?? 0];
  if (name !== 'rotate')
    throw new AppError('internal', `The drawing holds a transform ${name} that slides cannot take.`);
  const [cos, sin] = [Math.cos((a * Math.PI) / 180), Math.sin((a * Math.PI) / 180)];
  const [x, y] = [b ?? 0, c ?? 0];
  return [cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y];
}

const multiply = ([a, b, c, d, e, f]: Matrix, [p, q, r, s, t, u]: Matrix): Matrix => [
  a * p + c * q,
  b * p + d * q,
  a * r + c * s,
  b * r + d * s,
  a * t + c * u + e,
  b * t + d * u + f,
];

const apply = ([a, b, c, d, e, f]: Matrix, x: number, y: number): [number, number] => [
  a * x + c * y + e,
  b * x + d * y + f,
];

const childrenOf = (element: Element): Element[] =>
  Array.from(element.childNodes).filter((node): node is Element => node.nodeType === node.ELEMENT_NODE);
const attribute = (element: Element, name: string): string => element.getAttribute(name) ?? '';
const numeric = (element: Element, name: string): number => Number(element.getAttribute(name) ?? 0);
