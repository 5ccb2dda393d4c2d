import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { svgToSlideBytes } from '#main/export/slide.ts';
import { svgShapes } from '#main/export/svg-shapes.ts';

const svgOf = (inner: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="89mm" height="66mm" viewBox="0 0 336 249">${inner}</svg>`;

describe('shapes of a drawing', () => {
  it('lie in page coordinates, whatever they are grouped in', () => {
    const [line, circle] = svgShapes(
      svgOf(
        '<g transform="translate(10 20)"><g stroke="#0072b2" stroke-width="2"><line x1="0" y1="0" x2="5" y2="0"/></g><circle cx="1" cy="2" r="3" fill="#d55e00" opacity="0.5"/></g>',
      ),
    );
    expect(line).toMatchObject({ kind: 'path', d: 'M10 20L15 20', paint: { stroke: '#0072b2', strokeWidth: 2 } });
    expect(circle).toMatchObject({ kind: 'ellipse', x: 11, y: 22, radius: 3, paint: { fillOpacity: 0.5 } });
  });

  it('keep the angle of turned text and the place of its anchor', () => {
    const [text] = svgShapes(
      svgOf('<text transform="rotate(-90 8 100)" x="8" y="100" text-anchor="middle" font-size="8">Survival</text>'),
    );
    expect(text).toMatchObject({ kind: 'text', x: 8, y: 100, anchor: 'middle', runs: [{ text: 'Survival' }] });
    expect((text as { angleDeg: number }).angleDeg).toBeCloseTo(-90, 10);
  });

  it('know what stands raised, until it is lowered again', () => {
    const [text] = svgShapes(
      svgOf('<text x="0" y="0">10<tspan dy="-3" font-size="6">2</tspan><tspan dy="3">m</tspan></text>'),
    );
    expect((text as unknown as { runs: unknown[] }).runs).toMatchObject([
      { text: '10', shift: 'none' },
      { text: '2', shift: 'up', fontSize: 6 },
      { text: 'm', shift: 'none' },
    ]);
  });
});

describe('a figure as a slide', () => {
  const slideXml = async (svg: string) => {
    const bytes = await svgToSlideBytes(svg, {
      sizeMm: { width: 89, height: 66 },
      title: 'ROC & more',
      caption: 'Caption.',
    });
    return strFromU8(unzipSync(bytes)['ppt/slides/slide1.xml']!);
  };

  it('holds shapes and text, no picture', async () => {
    const xml = await slideXml(
      svgOf('<path d="M0 0L10 0L10 10Z" fill="#009e73"/><text x="5" y="9" font-size="8">AUC 0.71</text>'),
    );
    expect(xml).toContain('<a:custGeom>');
    expect(xml).toContain('<a:t>AUC 0.71</a:t>');
    expect(xml).toContain('ROC &amp; more');
    expect(xml).not.toContain('<p:pic>');
  });

  it('becomes one picture where there are too many shapes to handle', async () => {
    const xml = await slideXml(svgOf('<circle cx="5" cy="5" r="2" fill="#000000"/>'.repeat(3001)));
    expect(xml).toContain('<p:pic>');
    expect(xml).not.toContain('prst="ellipse"');
  });
});
