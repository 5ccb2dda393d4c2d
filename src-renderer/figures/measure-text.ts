import { useEffect, useState } from 'react';
import type { Measure } from './text-runs.ts';

/** Named first in every figure; Arial and Helvetica have the same widths where it is not installed. */
export const figureFont = "'Liberation Sans', Arial, Helvetica, sans-serif";

const faces = ['', 'bold ', 'italic '];
let context: CanvasRenderingContext2D | null = null;

/** A figure is laid out several times over, with the same texts. */
const known = new Map<string, number>();
const mostKnown = 10_000;

/** Measured large and scaled down: text on paper has no hinting. */
const measuredSize = 100;

/** Widths in the figure font by the canvas of this page, in pixels. */
export const measureInPage: Measure = (text, size, face = 'regular') => {
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) throw new Error('This page cannot measure text.');
  const key = `${face} ${text}`;
  let width = known.get(key);
  if (width === undefined) {
    context.font = `${face === 'bold' ? 'bold ' : ''}${measuredSize}px ${figureFont}`;
    width = context.measureText(text).width;
    if (known.size >= mostKnown) known.clear();
    known.set(key, width);
  }
  return (width * size) / measuredSize;
};

/** Waits for the bundled faces. */
export async function loadFigureFonts(): Promise<void> {
  await Promise.all(faces.map((face) => document.fonts.load(`${face}${measuredSize}px 'Liberation Sans'`)));
}

/** False until text can be measured. */
export function useFigureFonts(): boolean {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let current = true;
    // A face that cannot be loaded leaves Arial or its like, of the same widths.
    const settle = () => current && setReady(true);
    loadFigureFonts().then(settle, settle);
    return () => {
      current = false;
    };
  }, []);
  return ready;
}
