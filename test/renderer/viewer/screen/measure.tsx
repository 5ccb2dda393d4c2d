import { MantineProvider } from '@mantine/core';
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Root } from 'react-dom/client';
import { theme } from '#renderer/app/theme.ts';
import { ScanViewer } from '#renderer/viewer/scan-viewer.tsx';
import { initialViewerState, type ViewerState } from '#renderer/viewer/viewer-state.ts';
import { createVolumeFeed, type WritableFeed } from '#renderer/viewer/volume-feed.ts';
import { type Geometry, identityDirection } from '#shared/imaging/geometry.ts';

export interface ViewerTimes {
  /** From the call to the first slice on screen, its slab in hand. */
  readonly firstSliceMs: number;
  /** Each of these from the change to pixels that were read back, which waits for the card. */
  readonly sliceMs: readonly number[];
  readonly slabMs: readonly number[];
  /** From one slab of 32 slices to the next with all on screen. */
  readonly arrivalMs: readonly number[];
}

const slabSlices = 32;
// Of the module: a function made inside the component would keep its scope, and so the scan, alive.
const nothing = (): void => undefined;
let edit: (change: Partial<ViewerState>) => void = nothing;

function Measured({ feed }: { feed: WritableFeed }) {
  const [state, setState] = useState<ViewerState>(() => initialViewerState(feed.geometry));
  useEffect(() => {
    edit = (change) => flushSync(() => setState((before) => ({ ...before, ...change })));
    return () => {
      edit = nothing;
    };
  }, []);
  return <ScanViewer label="A scan" feed={feed} state={state} onState={setState} />;
}

/** Shows a scan of this size, three planes alone (3D waits for the last slab, which is left out), and takes times. */
export async function measureViewer(root: Root, size: Geometry['size'], frames: number): Promise<ViewerTimes> {
  const geometry: Geometry = { size, spacingMm: [0.7, 0.7, 1.25], originMm: [0, 0, 0], direction: identityDirection };
  const area = size[0] * size[1];
  const slab = Int16Array.from({ length: area * slabSlices }, (_, at) => ((at * 7919) % 400) - 160);
  const middle = initialViewerState(geometry).crosshairMm;
  const start = performance.now();
  const feed = createVolumeFeed(geometry, 'int16');
  feed.write(Math.floor(size[2] / 2) - slabSlices / 2, slab);
  root.render(
    <MantineProvider theme={theme} forceColorScheme="dark" withCssVariables={false} withGlobalClasses={false}>
      <Measured feed={feed} />
    </MantineProvider>,
  );
  while (!isPainted()) await new Promise(requestAnimationFrame);
  const firstSliceMs = performance.now() - start;
  await rest();
  const timed = async (change: () => void): Promise<number> => {
    await new Promise(requestAnimationFrame);
    const from = performance.now();
    change();
    isPainted();
    return performance.now() - from;
  };
  const scroll = async (more: Partial<ViewerState>): Promise<number[]> => {
    const times: number[] = [];
    for (let n = 0; n < frames; n++) {
      const z = middle[2] + (n - frames / 2) * geometry.spacingMm[2];
      times.push(await timed(() => edit({ crosshairMm: [middle[0], middle[1], z], ...more })));
    }
    return times;
  };
  const sliceMs = await scroll({});
  const slabMs = await scroll({ slab: { thicknessMm: 20, blend: 'max' } });
  edit({ slab: { thicknessMm: 0, blend: 'max' } });
  const arrivalMs: number[] = [];
  for (let first = 0; first + slabSlices < size[2]; first += slabSlices) {
    const from = performance.now();
    feed.write(first, slab);
    // The viewer paints what came in the next frame.
    await new Promise(requestAnimationFrame);
    edit({});
    isPainted();
    arrivalMs.push(performance.now() - from);
  }
  return { firstSliceMs, sliceMs, slabMs, arrivalMs };
}

/** Reads a pixel of each plane back, so that what was drawn is done. */
function isPainted(): boolean {
  const canvases = [...document.querySelectorAll<HTMLCanvasElement>('[data-plane] canvas:not([data-overlay])')];
  const pixels = canvases.map(
    (canvas) => canvas.getContext('2d')!.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data[3]!,
  );
  return pixels.length >= 3 && pixels.every((alpha) => alpha > 0);
}

const rest = () => new Promise((resolve) => setTimeout(resolve, 400));
