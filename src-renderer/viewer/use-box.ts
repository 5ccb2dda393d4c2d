import { type RefObject, useEffect, useState } from 'react';

/** Size of an element in CSS pixels, and the pixels of the screen per CSS pixel (2 at most: more is not seen). */
export function useBox(element: RefObject<HTMLElement | null>): { width: number; height: number; ratio: number } {
  const [box, setBox] = useState({ width: 0, height: 0, ratio: 1 });
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = () => {
      const ratio = Math.min(2, window.devicePixelRatio);
      setBox({ width: target.clientWidth, height: target.clientHeight, ratio });
    };
    const watcher = new ResizeObserver(measure);
    watcher.observe(target);
    measure();
    return () => watcher.disconnect();
  }, [element]);
  return box;
}
