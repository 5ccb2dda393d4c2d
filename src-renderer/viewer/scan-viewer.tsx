import { useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { Ruler } from './overlay.ts';
import { type PlaneId, planes } from './planes.ts';
import type { Pose } from './pose.ts';
import type { ScanViewerProps } from './scan-viewer-props.ts';
import { captureViews, savePicture } from './screenshot.ts';
import { SliceView } from './slice-view.tsx';
import { centreOn, straighten, toggleLayout, wholeScan } from './state-changes.ts';
import { useLatestState } from './use-latest-state.ts';
import { useArrivals, useSlicePainter } from './use-slice-painter.ts';
import classes from './viewer.module.css';
import { viewerFigure } from './viewer-figure.ts';
import { handleKey } from './viewer-key-handler.ts';
import type { ViewId } from './viewer-state.ts';
import { ViewerToolbar } from './viewer-toolbar.tsx';
import { VolumeView } from './volume-view.tsx';

const none: readonly never[] = [];
/** Shown across when the viewer goes to a seed: the cube of 50 mm with its surroundings. */
const seedFieldMm = 120;

/** A scan in three linked planes and in 3D, with seeds, masks, saliency, rulers and the cube of the model on top. */
export function ScanViewer({ toolbar = true, ref, ...props }: ScanViewerProps) {
  const { label, feed, state, onState, seeds = none, masks = none, saliency = null, cubeMm = null, onNote } = props;
  const { geometry } = feed;
  const root = useRef<HTMLDivElement>(null);
  const poses = useRef(new Map<PlaneId, Pose>());
  const [rulers, setRulers] = useState<readonly Ruler[]>(none);
  const [probe, setProbe] = useState<string | null>(null);
  const { painter, note } = useSlicePainter(feed);
  const arrivals = useArrivals(feed, painter);
  useEffect(() => {
    if (note) onNote?.(note);
  }, [note, onNote]);

  const change = useLatestState(state, onState);
  const onPose = useCallback((plane: PlaneId, pose: Pose) => void poses.current.set(plane, pose), []);

  const selected = seeds.find((seed) => seed.selected) ?? seeds[0];
  const goToSeed = () =>
    change((now) => centreOn(now, geometry, selected?.mm ?? now.crosshairMm, [...poses.current.values()], seedFieldMm));
  const removeLastRuler = () => setRulers((old) => old.slice(0, -1));

  useImperativeHandle(
    ref,
    () => ({
      screenshot: (view) => captureViews(root.current, view),
      figure: (options) =>
        viewerFigure({ feed, state, poses: poses.current, cubeMm, masks, saliency, seeds, rulers, label }, options),
      focus: (view) => root.current?.querySelector<HTMLElement>(`[data-plane="${view}"]`)?.focus(),
    }),
    [feed, state, cubeMm, masks, saliency, seeds, rulers, label],
  );

  const isShown = (view: ViewId) => state.layout === 'four' || state.layout === view;
  return (
    <div className={classes.viewer}>
      {toolbar && (
        <ViewerToolbar
          state={state}
          change={change}
          rulerCount={rulers.length}
          onRemoveRulers={() => setRulers(none)}
          onWhole={() => change(wholeScan)}
          onCentre={goToSeed}
          onStraighten={(along) => change((now) => straighten(now, geometry, along))}
          onPicture={(view) => void savePicture(root.current, view, label)}
        />
      )}
      <div
        ref={root}
        className={classes.views}
        data-layout={state.layout === 'four' ? 'four' : 'one'}
        role="group"
        aria-label={`Views of ${label}`}
      >
        {planes
          .filter(({ id }) => isShown(id))
          .map(({ id }) => (
            <SliceView
              key={id}
              plane={id}
              label={label}
              feed={feed}
              painter={painter}
              arrivals={arrivals}
              state={state}
              change={change}
              seeds={seeds}
              masks={masks}
              saliency={saliency}
              cubeMm={cubeMm}
              rulers={rulers}
              onRulers={setRulers}
              onProbe={setProbe}
              onSeedMove={props.onSeedMove}
              onClickPoint={props.onClickPoint}
              onSelectSeed={props.onSelectSeed}
              onToggle={() => change((now) => toggleLayout(now, id))}
              onKey={(event, pose) => handleKey(event, { pose, geometry, change, goToSeed, removeLastRuler })}
              onPose={onPose}
            />
          ))}
        {isShown('volume') && (
          <VolumeView
            label={label}
            feed={feed}
            state={state}
            change={change}
            seeds={seeds}
            cubeMm={cubeMm}
            onToggle={() => change((now) => toggleLayout(now, 'volume'))}
          />
        )}
      </div>
      <div className={classes.status}>
        <span>
          {probe ?? `Level ${state.window.levelHu} HU, width ${state.window.widthHu} HU`.replace(' -', ' \u2212')}
        </span>
        <span role="status">
          {feed.arrived < geometry.size[2] ? `${feed.arrived} of ${geometry.size[2]} slices` : (note ?? '')}
        </span>
      </div>
    </div>
  );
}
