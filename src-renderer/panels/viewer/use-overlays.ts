import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#renderer/api.ts';
import { useCall } from '#renderer/state/use-call.ts';
import type { ViewerMask, ViewerSaliency } from '#renderer/viewer/scan-viewer-props.ts';
import type { Lesion } from '#shared/domain/entities.ts';
import type { LesionId, SaliencyId } from '#shared/domain/ids.ts';

/** Outlines drawn at once: further lesions of a scan show their seeds alone. */
const mostOutlines = 12;
const colours = 8;

/** The outlines of the lesions of a scan, as they arrive; one that cannot be read is left out. */
export function useMasks(lesions: readonly Lesion[], shown: boolean): ViewerMask[] {
  const outlined = shown ? lesions.filter(({ region }) => region !== null).slice(0, mostOutlines) : [];
  const volumes = useQueries({
    queries: outlined.map(({ id, region }) => ({
      queryKey: ['volume', 'mask', id, region],
      queryFn: () => api.volume(`mask-${id}`),
      gcTime: 60_000,
      retry: false,
    })),
  });
  return outlined.flatMap((lesion, index): ViewerMask[] => {
    const volume = volumes[index]?.data;
    if (!(volume?.data instanceof Uint8Array)) return [];
    const { geometry, data } = volume;
    const label = lesion.roi ?? `Lesion ${lesion.number}`;
    return [{ id: String(lesion.id), label, geometry, data, colour: index % colours, fillOpacity: 0 }];
  });
}

/** The saliency maps of a lesion, and the one that is drawn. */
export function useSaliency(lesionId: LesionId | null) {
  const maps = useCall('viewer.saliency', lesionId === null ? null : { lesionId }).data ?? [];
  const [chosen, setChosen] = useState<SaliencyId | null>(null);
  const [opacity, setOpacity] = useState(0.5);
  const map = maps.find(({ id }) => id === chosen) ?? null;
  const volume = useQuery({
    queryKey: ['volume', 'saliency', chosen],
    queryFn: () => api.volume(`saliency-${chosen}`),
    enabled: map !== null,
    gcTime: 60_000,
  });
  const data = map && volume.data?.data instanceof Float32Array ? volume.data.data : null;
  return { maps, chosen: map?.id ?? null, setChosen, opacity, setOpacity, drawn: drawnOf() };

  function drawnOf(): ViewerSaliency | null {
    if (!map || !volume.data || !data) return null;
    const most = data.reduce((highest, value) => Math.max(highest, value), 0) || 1;
    return {
      geometry: volume.data.geometry,
      data,
      label: `${map.runName}: for ${map.className}`,
      domain: [0, most],
      opacity,
      threshold: 0.2 * most,
      isolines: [0.5 * most, 0.75 * most],
    };
  }
}
