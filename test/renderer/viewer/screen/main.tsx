import '@mantine/core/styles.css';
import '#renderer/app/theme.css';
import { MantineProvider } from '@mantine/core';
import { createRef, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { theme } from '#renderer/app/theme.ts';
import { ScanViewer } from '#renderer/viewer/scan-viewer.tsx';
import type { ScanViewerProps, ViewerHandle } from '#renderer/viewer/scan-viewer-props.ts';
import { initialViewerState, type ViewerState } from '#renderer/viewer/viewer-state.ts';
import { createVolumeFeed } from '#renderer/viewer/volume-feed.ts';
import type { FigureInput } from '#shared/figure.ts';
import type { Geometry, Vec3 } from '#shared/imaging/geometry.ts';
import { measureViewer, type ViewerTimes } from './measure.tsx';
import { type PhantomName, phantomGeometry, phantomLesion, phantomVoxels } from './phantom.ts';

interface ShowOptions {
  readonly phantom: PhantomName;
  readonly lesion: boolean;
  /** Slices that come at once; the rest by `arrive`. */
  readonly slices?: number;
  readonly edit?: Partial<ViewerState>;
}

declare global {
  interface Window {
    showViewer(options: ShowOptions): void;
    /** Brings the slices that have not come. */
    arrive(): void;
    editState(edit: Partial<ViewerState>): void;
    closeViewer(): void;
    measureViewer(size: Geometry['size'], frames: number): Promise<ViewerTimes>;
    figureOfViewer(): FigureInput;
    /** PNG in base 64. */
    screenshotOfViewer(view: 'all' | 'volume'): Promise<string>;
    viewerState: ViewerState;
    viewerEvents: unknown[];
  }
}

const root = createRoot(document.getElementById('root')!);
// Of the module: a function made inside the component would keep its scope, and so the scan, alive.
const nothing = (): void => undefined;
const handle = createRef<ViewerHandle>();

function Harness({ phantom, lesion, slices, edit }: ShowOptions) {
  const [feed] = useState(() => {
    const geometry = phantomGeometry(phantom);
    const made = createVolumeFeed(geometry, 'int16');
    const voxels = phantomVoxels(geometry);
    const area = geometry.size[0] * geometry.size[1];
    const first = slices ?? geometry.size[2];
    made.write(0, voxels.subarray(0, first * area));
    window.arrive = () => made.write(first, voxels.subarray(first * area));
    return made;
  });
  const [made] = useState(() => phantomLesion(feed.geometry));
  const [seeds, setSeeds] = useState(lesion ? made.seeds : []);
  const [state, setState] = useState<ViewerState>(() => ({
    ...initialViewerState(feed.geometry, lesion ? made.seedMm : undefined),
    ...edit,
  }));
  useEffect(() => {
    window.viewerState = state;
    window.editState = (change) => setState((before) => ({ ...before, ...change }));
    return () => {
      window.editState = nothing;
    };
  }, [state]);
  const move: ScanViewerProps['onSeedMove'] = (id: string, mm: Vec3, phase) => {
    window.viewerEvents.push({ id, mm, phase });
    setSeeds((before) => before.map((seed) => (seed.id === id ? { ...seed, mm } : seed)));
  };
  return (
    <ScanViewer
      ref={handle}
      label="P0042, scan 1"
      feed={feed}
      state={state}
      onState={setState}
      seeds={seeds}
      masks={lesion ? [made.mask] : []}
      saliency={lesion ? made.saliency : null}
      cubeMm={lesion ? (seeds.find(({ selected }) => selected)?.mm ?? null) : null}
      onSeedMove={move}
      onClickPoint={(mm) => window.viewerEvents.push({ point: mm })}
      onSelectSeed={(id) => {
        window.viewerEvents.push({ selected: id });
        setSeeds((before) => before.map((seed) => ({ ...seed, selected: seed.id === id })));
      }}
    />
  );
}

let shown = 0;
window.viewerEvents = [];
window.showViewer = (options) => {
  window.viewerEvents = [];
  root.render(
    <MantineProvider theme={theme} forceColorScheme="dark" withCssVariables={false} withGlobalClasses={false}>
      <Harness key={++shown} {...options} />
    </MantineProvider>,
  );
};
window.measureViewer = (size, frames) => measureViewer(root, size, frames);
// React keeps what it drew last until it draws again: an app that goes to another page draws more than once.
window.closeViewer = () => {
  window.arrive = nothing;
  flushSync(() => root.render(null));
  flushSync(() => root.render(<p>Closed.</p>));
  flushSync(() => root.render(<p>Closed</p>));
};
window.figureOfViewer = () => handle.current!.figure({ title: 'Viewer', widthMm: 183, fieldMm: 100 });
window.screenshotOfViewer = async (view) => {
  const bytes = new Uint8Array(await (await handle.current!.screenshot(view)).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
};
