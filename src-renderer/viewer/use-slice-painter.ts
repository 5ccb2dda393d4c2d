import { useEffect, useMemo, useState } from 'react';
import { createGlPainter } from './gl-painter.ts';
import { createPlainPainter, type SlicePainter } from './slice-painter.ts';
import type { VolumeFeed } from './volume-feed.ts';

const plainNote = 'Slices are drawn without the graphics card: WebGL 2 is not available here.';
const lostNote = 'The graphics card was lost; slices are drawn without it until it comes back.';
const retryMs = 700;
const mostRetries = 3;

/**
 * The painter of a scan: on the graphics card, else on the processor, with a note that says so. When the card is lost
 * the processor goes on at once, and the card is tried again a few times.
 */
export function useSlicePainter(feed: VolumeFeed): { painter: SlicePainter; note: string | null } {
  const plain = useMemo(() => createPlainPainter(feed), [feed]);
  const [card, setCard] = useState<{ feed: VolumeFeed; painter: SlicePainter | null; note: string | null } | null>(
    null,
  );
  useEffect(() => {
    let held: SlicePainter | null = null;
    let timer = 0;
    let ended = false;
    const open = (retries: number) => {
      if (ended) return;
      held = createGlPainter(feed, () => {
        held?.dispose();
        held = null;
        if (ended) return;
        setCard({ feed, painter: null, note: lostNote });
        if (retries > 0) timer = window.setTimeout(() => open(retries - 1), retryMs);
      });
      setCard({ feed, painter: held, note: held ? null : plainNote });
    };
    open(mostRetries);
    return () => {
      ended = true;
      window.clearTimeout(timer);
      held?.dispose();
    };
  }, [feed]);
  useEffect(() => () => plain.dispose(), [plain]);
  return { painter: (card?.feed === feed && card.painter) || plain, note: card?.feed === feed ? card.note : null };
}

/** Counts arrivals, at most one per frame of the screen, and tells the painter of each. */
export function useArrivals(feed: VolumeFeed, painter: SlicePainter): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    let frame = 0;
    const end = feed.onSlab((first, slices) => {
      painter.onSlab(first, slices);
      if (frame === 0) {
        frame = requestAnimationFrame(() => {
          frame = 0;
          setCount((before) => before + 1);
        });
      }
    });
    return () => {
      end();
      cancelAnimationFrame(frame);
    };
  }, [feed, painter]);
  return count;
}
