import { useEffect, useEffectEvent, useState } from 'react';
import { api, client } from '#renderer/api.ts';
import { createVolumeFeed, type WritableFeed } from '#renderer/viewer/volume-feed.ts';
import type { ScanId } from '#shared/domain/ids.ts';
import { type Geometry, type Vec3, worldToVoxel } from '#shared/imaging/geometry.ts';
import { slabOrder } from './slab-order.ts';

/** Slabs under way: the next one is read while this one travels. */
const inFlight = 2;

/**
 * The voxels of a scan, fetched slab by slab about a point and then outward. What the main side keeps of the scan is let
 * go when the page closes.
 */
export function useScanFeed(scanId: ScanId, geometry: Geometry, startMm: Vec3 | null) {
  const [feed, setFeed] = useState<WritableFeed | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [arrived, setArrived] = useState(0);
  const centre = useEffectEvent(() =>
    startMm ? worldToVoxel(geometry, startMm)[2] : Math.floor(geometry.size[2] / 2),
  );
  const begin = useEffectEvent((isOpen: () => boolean) =>
    fetchSlabs(scanId, geometry, centre(), {
      isOpen,
      onFeed: setFeed,
      onArrived: setArrived,
    }),
  );
  useEffect(() => {
    let open = true;
    begin(() => open).catch((reason: unknown) => open && setError(reason));
    return () => {
      open = false;
      setFeed(null);
      setArrived(0);
      setError(null);
      client['viewer.release']({ scanId }).catch(() => undefined);
    };
  }, [scanId]);
  return { feed, error, share: arrived / geometry.size[2] };
}

interface FetchHooks {
  isOpen: () => boolean;
  onFeed: (feed: WritableFeed) => void;
  onArrived: (slices: number) => void;
}

async function fetchSlabs(
  scanId: ScanId,
  geometry: Geometry,
  centre: number,
  { isOpen, onFeed, onArrived }: FetchHooks,
): Promise<void> {
  const [start, ...rest] = slabOrder(geometry.size[2], centre);
  if (!start) return;
  const fetchSlab = async ({ first, count }: typeof start) => {
    const { data } = await api.volume(`slab-${scanId}-${first}-${count}`);
    return data instanceof Int16Array ? data : Float32Array.from(data);
  };
  const voxels = await fetchSlab(start);
  if (!isOpen()) return;
  const feed = createVolumeFeed(geometry, voxels instanceof Int16Array ? 'int16' : 'float32');
  feed.write(start.first, voxels);
  onFeed(feed);
  onArrived(feed.arrived);
  const work = async () => {
    for (let range = rest.shift(); range && isOpen(); range = rest.shift()) {
      const slab = await fetchSlab(range);
      if (!isOpen()) return;
      feed.write(range.first, slab);
      onArrived(feed.arrived);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
}
