import type { Figure } from '#shared/figure.ts';
import { pixelsOfMm } from './drawing-style.ts';
import { figureFont } from './measure-text.ts';

const svgNamespace = 'http://www.w3.org/2000/svg';
/** Drawing programs know images by the older form of the link. */
const linkNamespace = 'http://www.w3.org/1999/xlink';

/** What a figure needs of SVG. Everything else that a drawing library leaves behind is dropped. */
const keptElements = new Set(['g', 'path', 'line', 'rect', 'circle', 'image', 'text', 'tspan', 'defs', 'clipPath']);
const keptAttributes: Readonly<Record<string, readonly string[]>> = {
  path: ['d'],
  line: ['x1', 'y1', 'x2', 'y2'],
  rect: ['x', 'y', 'width', 'height'],
  circle: ['cx', 'cy', 'r'],
  image: ['x', 'y', 'width', 'height', 'preserveAspectRatio'],
  text: ['x', 'y', 'text-anchor', 'font-size', 'font-weight', 'font-style'],
  tspan: ['dy', 'font-size', 'font-style'],
  clipPath: ['id'],
};
const paintAttributes = [
  'transform',
  'clip-path',
  'opacity',
  'fill',
  'fill-opacity',
  'fill-rule',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
];

/**
 * The paper drawing inside `container` as one clean SVG: exact size in millimetres with a view box in 1/96 inch, the
 * font named once, coordinates to 1/1000 pixel, images inside as PNG, no class, style, script, animation
 * or empty group.
 */
export function serialiseFigure(
  container: HTMLElement,
  figure: Pick<Figure, 'title'>,
  { width, height }: Figure['sizeMm'],
): string {
  const root = document.createElementNS(svgNamespace, 'svg');
  root.setAttribute('xmlns', svgNamespace);
  root.setAttribute('version', '1.1');
  root.setAttribute('width', `${width}mm`);
  root.setAttribute('height', `${height}mm`);
  root.setAttribute('viewBox', `0 0 ${rounded(pixelsOfMm(width))} ${rounded(pixelsOfMm(height))}`);
  root.setAttribute('font-family', figureFont);
  const title = document.createElementNS(svgNamespace, 'title');
  title.textContent = figure.title;
  root.append(title);
  const clips = new Map<string, string>();
  for (const panel of container.querySelectorAll<HTMLElement>('[data-panel-x]')) {
    const group = document.createElementNS(svgNamespace, 'g');
    const [x, y] = [Number(panel.dataset['panelX']), Number(panel.dataset['panelY'])];
    if (x !== 0 || y !== 0) group.setAttribute('transform', `translate(${rounded(x)} ${rounded(y)})`);
    for (const drawing of panel.querySelectorAll('svg')) group.append(...cleanChildren(drawing, clips));
    root.append(group);
  }
  if (root.querySelector('image')) root.setAttribute('xmlns:xlink', linkNamespace);
  if (!root.querySelector('path, line, circle, image')) throw new Error('There is no drawing of the figure to save.');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${indented(root, 0)}`;
}

function cleanChildren(parent: Element, clips: Map<string, string>): Element[] {
  return [...parent.children].flatMap((child) => clean(child, clips) ?? []);
}

/** Null for what shows nothing. */
function clean(element: Element, clips: Map<string, string>): Element | null {
  const name = element.localName;
  if (!keptElements.has(name)) return null;
  const copy = document.createElementNS(svgNamespace, name);
  for (const attribute of [...(keptAttributes[name] ?? []), ...paintAttributes]) {
    const value = attributeValue(element, attribute, clips);
    if (value !== null) copy.setAttribute(attribute, value);
  }
  if (name === 'image') {
    const href = element.getAttribute('href') ?? '';
    if (!href.startsWith('data:image/png;base64,')) return null;
    copy.setAttributeNS(linkNamespace, 'xlink:href', href);
  }
  if (name === 'text' || name === 'tspan') copy.append(...textContent(element, clips));
  else copy.append(...cleanChildren(element, clips));
  if (name === 'path' && !copy.getAttribute('d')) return null;
  if ((name === 'g' || name === 'defs') && copy.childElementCount === 0) return null;
  if (name === 'g' && copy.attributes.length === 0 && copy.childElementCount === 1) return copy.firstElementChild;
  return copy;
}

function textContent(element: Element, clips: Map<string, string>): (Element | string)[] {
  return [...element.childNodes].flatMap((node): (Element | string)[] => {
    if (node instanceof Element) return [clean(node, clips)].filter((child) => child !== null);
    return node.textContent ? [node.textContent] : [];
  });
}

function attributeValue(element: Element, attribute: string, clips: Map<string, string>): string | null {
  const value = element.getAttribute(attribute);
  if (value === null || value === '') return null;
  if (attribute === 'id' || attribute === 'clip-path')
    return value.replace(
      /(?:^|#)([^#()]+?)(?=\)?$)/,
      (match, id: string) => `${match.startsWith('#') ? '#' : ''}${clipName(id, clips)}`,
    );
  if (
    /^(fill|fill-rule|stroke|text-anchor|font-weight|font-style|stroke-linecap|stroke-linejoin|preserveAspectRatio)$/.test(
      attribute,
    )
  )
    return value;
  return value.replaceAll(/-?\d*\.?\d+(?:e-?\d+)?/g, (number) => rounded(Number(number)));
}

/** Ids that are the same at every drawing of the same figure. */
function clipName(id: string, clips: Map<string, string>): string {
  const known = clips.get(id) ?? `clip-${clips.size + 1}`;
  clips.set(id, known);
  return known;
}

/** Characters that XML cannot hold. */
// oxlint-disable-next-line no-control-regex -- they are what it is for
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const rounded = (value: number): string => String(Number(value.toFixed(3)));

/** One element per line; text stays on one line because spaces in it count. */
function indented(element: Element, depth: number): string {
  const pad = '  '.repeat(depth);
  const attributes = [...element.attributes].map(({ name, value }) => ` ${name}="${escaped(value)}"`).join('');
  const name = element.localName;
  if (element.childNodes.length === 0) return `${pad}<${name}${attributes}/>\n`;
  if (name === 'text' || name === 'title') return `${pad}<${name}${attributes}>${inline(element)}</${name}>\n`;
  const children = [...element.children].map((child) => indented(child, depth + 1)).join('');
  return `${pad}<${name}${attributes}>\n${children}${pad}</${name}>\n`;
}

function inline(element: Element): string {
  return [...element.childNodes]
    .map((node) => {
      if (!(node instanceof Element)) return escaped(node.textContent ?? '');
      const attributes = [...node.attributes].map(({ name, value }) => ` ${name}="${escaped(value)}"`).join('');
      return `<${node.localName}${attributes}>${inline(node)}</${node.localName}>`;
    })
    .join('');
}

const escaped = (text: string): string =>
  text
    .replaceAll(notXml, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
