import { foundBrowser, openViewerPage } from '#test/renderer/viewer/viewer-page.ts';
import type { Benchmark } from './run.ts';

const size = [512, 512, 300] as const;
const frames = 40;

const sorted = (times: readonly number[]): number[] => [...times].sort((a, b) => a - b);
const line = (times: readonly number[]): string => {
  const ascending = sorted(times);
  const share = (part: number): string =>
    (ascending[Math.floor(part * (ascending.length - 1))] ?? Number.NaN).toFixed(0);
  return `median ${share(0.5)}, 95% below ${share(0.95)}`;
};

/**
 * The viewer in a browser: three planes of a scan of 512 x 512 x 300, on the card that the browser finds (a software
 * renderer where there is none) and on the processor alone. A frame of a screen of 60 Hz is 16.7 ms.
 */
export const bench: Benchmark = {
  name: 'viewer',
  async run() {
    if (!foundBrowser) return [{ label: 'Browser', value: 'none found' }];
    const rows: { label: string; value: string }[] = [];
    for (const [way, flags] of [
      ['WebGL', []],
      ['no WebGL', ['--disable-3d-apis']],
    ] as const) {
      const viewer = await openViewerPage(flags);
      const { page } = viewer;
      if (way === 'WebGL') {
        const card = await page.evaluate(() => {
          const gl = document.createElement('canvas').getContext('webgl2');
          const info = gl?.getExtension('WEBGL_debug_renderer_info');
          return gl && info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : 'no WebGL 2';
        });
        rows.push({ label: 'Drawn by', value: card });
      }
      const session = await page.context().newCDPSession(page);
      const held = async (): Promise<number> => {
        await session.send('HeapProfiler.collectGarbage');
        const usage = (await session.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number };
        return (usage.usedSize + (usage.backingStorageSize ?? 0)) / 1e6;
      };
      const before = await held();
      const times = await page.evaluate(([voxels, count]) => window.measureViewer(voxels, count), [
        size,
        frames,
      ] as const);
      const open = await held();
      await page.evaluate(() => window.closeViewer());
      // React keeps the target of the last event until the next one.
      await page.mouse.move(300, 300);
      await page.mouse.move(310, 310);
      await viewer.settled();
      rows.push(
        { label: `${way}: first slice, its slab in hand, ms`, value: times.firstSliceMs.toFixed(0) },
        { label: `${way}: next slice in three planes, ms`, value: line(times.sliceMs) },
        { label: `${way}: the same as a MIP of 20 mm, ms`, value: line(times.slabMs) },
        { label: `${way}: 32 more slices and their picture, ms`, value: line(times.arrivalMs) },
        {
          label: `${way}: memory open and after closing, MB`,
          value: `${(open - before).toFixed(0)}, ${((await held()) - before).toFixed(0)}`,
        },
      );
      await viewer.close();
    }
    return rows;
  },
};
