import type { Page } from 'playwright';

export interface DrawnText {
  readonly text: string;
  /** In points of paper. */
  readonly size: number;
  /** Corners of its letters, from baseline to the height of capitals, in pixels of the view box. */
  readonly corners: readonly (readonly [x: number, y: number])[];
}

/** The texts of an SVG where a browser puts them. */
export async function drawnTexts(page: Page, svg: string): Promise<DrawnText[]> {
  await page.setContent(svg.replace(/^<\?xml[^>]*>\n/, ''));
  return page.evaluate(() =>
    [...document.querySelectorAll('text')].map((element) => {
      const size = Number(element.getAttribute('font-size'));
      const box = element.getBBox();
      const baseline = Number(element.getAttribute('y'));
      const matrix = element.getCTM();
      if (!matrix) throw new Error('The text is not drawn.');
      const root = element.ownerSVGElement?.getCTM();
      const toView = (root ? root.inverse() : new DOMMatrix()).multiply(matrix);
      const corners = [
        [box.x, baseline - size * 0.72],
        [box.x + box.width, baseline - size * 0.72],
        [box.x + box.width, baseline],
        [box.x, baseline],
      ].map(([x, y]) => {
        const point = new DOMPoint(x, y).matrixTransform(toView);
        return [point.x, point.y] as [number, number];
      });
      return { text: element.textContent ?? '', size: (size * 72) / 96, corners };
    }),
  );
}

type Corners = DrawnText['corners'];

/** Whether two rectangles, turned or not, have an area in common (separating axes), give or take `slack` pixels. */
export function areasMeet(a: Corners, b: Corners, slack = 0.3): boolean {
  const axes = [a, b].flatMap((corners) =>
    [0, 1].map((i) => {
      const [from, to] = [corners[i]!, corners[i + 1]!];
      const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
      return [(to[0] - from[0]) / length, (to[1] - from[1]) / length] as const;
    }),
  );
  return axes.every(([x, y]) => {
    const along = (corners: Corners) => corners.map((corner) => corner[0] * x + corner[1] * y);
    const [first, second] = [along(a), along(b)];
    return Math.max(...first) - slack > Math.min(...second) && Math.max(...second) - slack > Math.min(...first);
  });
}
