import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { Geometry, Vec3 } from '#shared/imaging/geometry.ts';
import classes from './patch-planes.module.css';
import { PlaneView } from './plane-view.tsx';
import { greyWindows, type PlaneId, planes, slicesThrough, suitableWindow } from './planes.ts';

interface PatchPlanesProps {
  /** Voxels of 1 mm along LPS, i fastest, HU. */
  volume: { readonly geometry: Geometry; readonly data: ArrayLike<number> };
  seedMm: Vec3;
  /** Whose patch it is, e.g. `P0042, lesion 1`: read out with each plane. */
  label: string;
}

/** The patch around a seed in three planes. Slices move by wheel, arrow keys or Page Up and Down; Home returns to the seed. */
export function PatchPlanes({ volume, seedMm, label }: PatchPlanesProps) {
  const [grey, setGrey] = useState(() => suitableWindow(volume.data));
  const home = slicesThrough(volume.geometry, seedMm);
  const [moved, setMoved] = useState<Partial<Record<PlaneId, number>>>({});
  const [probe, setProbe] = useState<string | null>(null);
  return (
    <figure className={classes.figure} aria-label={`Patch of ${label} in three planes`}>
      <div className={classes.planes}>
        {planes.map((plane) => (
          <PlaneView
            key={plane.id}
            plane={plane}
            volume={volume}
            grey={grey}
            seedMm={seedMm}
            label={label}
            slice={moved[plane.id] ?? home[plane.id]}
            home={home[plane.id]}
            onSlice={(slice) => setMoved((old) => ({ ...old, [plane.id]: slice }))}
            onProbe={setProbe}
          />
        ))}
      </div>
      <figcaption className={classes.bar}>
        <SegmentedControl
          aria-label="Grey window"
          data={greyWindows.map(({ id, label: name }) => ({ value: id, label: name }))}
          value={grey.id}
          onChange={(id) => setGrey(greyWindows.find((window) => window.id === id) ?? grey)}
        />
        <span className={classes.probe}>{probe ?? `Level ${minus(grey.levelHu)} HU, width ${grey.widthHu} HU`}</span>
      </figcaption>
    </figure>
  );
}

const minus = (value: number): string => String(value).replace('-', '\u2212');
