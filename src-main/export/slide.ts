import pptxgen from 'pptxgenjs';
import { SVGPathData } from 'svg-pathdata';
import { svgToRasterBytes } from './raster.ts';
import { type Paint, type Shape, svgShapes, type TextRun } from './svg-shapes.ts';

export interface SlideOptions {
  readonly sizeMm: { readonly width: number; readonly height: number };
  readonly title: string;
  /** Becomes the notes of the slide. */
  readonly caption: string;
}

/** A wide slide, in inches. */
const slide = { width: 13.333, height: 7.5, margin: 0.5, top: 1 } as const;
/** Beyond so many shapes an office program becomes slow: the drawing goes in as one picture. */
const mostShapes = 3000;
/** Known to the library, but not to its list of names. */
const customGeometry = 'custGeom' as pptxgen.SHAPE_NAME;
/** Of Liberation Sans and Arial, as shares of the font size. */
const ascent = 0.905;
const lineHeight = 1.15;

/**
 * The figure as one slide of native shapes and text: everything can be moved, coloured and rewritten in PowerPoint,
 * Keynote or Impress. The figure is enlarged to fill the slide; its title is the title of the slide.
 */
export async function svgToSlideBytes(svg: string, { sizeMm, title, caption }: SlideOptions): Promise<Buffer> {
  const deck = new pptxgen();
  deck.defineLayout({ name: 'wide', width: slide.width, height: slide.height });
  deck.layout = 'wide';
  deck.title = title;
  const page = deck.addSlide();
  page.addText(title, {
    x: slide.margin,
    y: 0.3,
    w: slide.width - 2 * slide.margin,
    h: 0.5,
    fontSize: 20,
    fontFace: 'Arial',
  });
  page.addNotes(caption);

  const [width, height] = [sizeMm.width / 25.4, sizeMm.height / 25.4];
  const room = { width: slide.width - 2 * slide.margin, height: slide.height - slide.top - slide.margin };
  const scale = Math.min(room.width / width, room.height / height);
  const at = { x: (slide.width - width * scale) / 2, y: slide.top + (room.height - height * scale) / 2 };
  const shapes = svgShapes(svg);
  if (shapes.length > mostShapes) {
    const png = await svgToRasterBytes(svg, { widthMm: sizeMm.width, format: 'png', dpi: 600 });
    const data = `image/png;base64,${png.toString('base64')}`;
    page.addImage({ data, ...at, w: width * scale, h: height * scale, altText: title });
  } else for (const shape of shapes) addShape(page, shape, { at, perPixel: scale / 96 });
  return (await deck.write({ outputType: 'nodebuffer' })) as Buffer;
}

interface Place {
  readonly at: { readonly x: number; readonly y: number };
  /** Inches of the slide to a pixel of the drawing. */
  readonly perPixel: number;
}

function addShape(page: pptxgen.Slide, shape: Shape, place: Place): void {
  const x = (pixels: number) => place.at.x + pixels * place.perPixel;
  const y = (pixels: number) => place.at.y + pixels * place.perPixel;
  switch (shape.kind) {
    case 'ellipse': {
      const size = 2 * shape.radius * place.perPixel;
      page.addShape('ellipse', {
        x: x(shape.x - shape.radius),
        y: y(shape.y - shape.radius),
        w: size,
        h: size,
        ...paintOptions(shape.paint, place),
      });
      return;
    }
    case 'image':
      page.addImage({
        data: shape.data.replace(/^data:/, ''),
        x: x(shape.x),
        y: y(shape.y),
        w: shape.width * place.perPixel,
        h: shape.height * place.perPixel,
      });
      return;
    case 'path':
      addPath(page, shape, place);
      return;
    case 'text':
      addText(page, shape, place);
  }
}

function addPath(page: pptxgen.Slide, { d, paint }: Extract<Shape, { kind: 'path' }>, place: Place): void {
  if (paint.fill === null && paint.stroke === null) return;
  const path = new SVGPathData(d);
  const { minX, minY, maxX, maxY } = path.getBounds();
  const inches = (pixels: number) => pixels * place.perPixel;
  page.addShape(customGeometry, {
    x: place.at.x + inches(minX),
    y: place.at.y + inches(minY),
    // A straight line has no height, but its box must.
    w: Math.max(inches(maxX - minX), 1e-4),
    h: Math.max(inches(maxY - minY), 1e-4),
    points: path.commands.map((command) => {
      const to = (px: number, py: number) => ({ x: inches(px - minX), y: inches(py - minY) });
      if (command.type === SVGPathData.CLOSE_PATH) return { close: true as const };
      if (command.type === SVGPathData.MOVE_TO) return { ...to(command.x, command.y), moveTo: true };
      if (command.type === SVGPathData.LINE_TO) return to(command.x, command.y);
      if (command.type !== SVGPathData.CURVE_TO) throw new Error(`An unexpected path command: ${command.type}`);
      const [one, two] = [to(command.x1, command.y1), to(command.x2, command.y2)];
      return {
        ...to(command.x, command.y),
        curve: { type: 'cubic' as const, x1: one.x, y1: one.y, x2: two.x, y2: two.y },
      };
    }),
    ...paintOptions(isOpenLine(path) ? { ...paint, fill: null } : paint, place),
  });
}

/** A single segment encloses nothing. */
const isOpenLine = (path: SVGPathData): boolean => path.commands.length <= 2;

function paintOptions(paint: Paint, { perPixel }: Place): pptxgen.ShapeProps {
  return {
    ...(paint.fill === null
      ? {}
      : { fill: { color: paint.fill.slice(1), transparency: Math.round(100 * (1 - paint.fillOpacity)) } }),
    ...(paint.stroke === null
      ? {}
      : {
          line: {
            color: paint.stroke.slice(1),
            transparency: Math.round(100 * (1 - paint.strokeOpacity)),
            width: paint.strokeWidth * perPixel * 72,
            ...(paint.isDashed ? { dashType: 'dash' as const } : {}),
          },
        }),
  };
}

/** A text box without margins whose baseline is that of the drawing. */
function addText(page: pptxgen.Slide, shape: Extract<Shape, { kind: 'text' }>, { at, perPixel }: Place): void {
  const points = (pixels: number) => pixels * perPixel * 72;
  const fontSize = Math.max(...shape.runs.map((run) => run.fontSize));
  const length = shape.runs.reduce((sum, { text }) => sum + text.length, 0);
  const [w, h] = [(0.75 * length + 1) * fontSize * perPixel, lineHeight * fontSize * perPixel];
  const offset = { start: 0.5, middle: 0, end: -0.5 }[shape.anchor] * w;
  // The centre of the box, from the anchor of the baseline; boxes turn about their centre.
  const [dx, dy] = [offset, h / 2 - ascent * fontSize * perPixel];
  const angle = (shape.angleDeg * Math.PI) / 180;
  const centre = {
    x: at.x + shape.x * perPixel + dx * Math.cos(angle) - dy * Math.sin(angle),
    y: at.y + shape.y * perPixel + dx * Math.sin(angle) + dy * Math.cos(angle),
  };
  page.addText(
    shape.runs.map((run) => ({ text: run.text, options: runOptions(run, shape.fill, points) })),
    {
      x: centre.x - w / 2,
      y: centre.y - h / 2,
      w,
      h,
      margin: 0,
      wrap: false,
      align: ({ start: 'left', middle: 'center', end: 'right' } as const)[shape.anchor],
      valign: 'top',
      rotate: ((shape.angleDeg % 360) + 360) % 360,
    },
  );
}

const runOptions = (run: TextRun, fill: string, points: (pixels: number) => number): pptxgen.TextPropsOptions => ({
  fontFace: 'Arial',
  fontSize: Number(points(run.fontSize).toFixed(1)),
  bold: run.bold,
  italic: run.italic,
  color: fill.slice(1),
  ...(run.shift === 'up' ? { superscript: true } : {}),
  ...(run.shift === 'down' ? { subscript: true } : {}),
});
