import { useQuery } from '@tanstack/react-query';
import { api } from '#renderer/api.ts';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { describeError } from '#renderer/state/notices.ts';
import { PatchPlanes } from '#renderer/viewer/patch-planes.tsx';
import type { Lesion } from '#shared/domain/entities.ts';
import classes from './lesion-detail.module.css';

/** The patch of the default profile. A moved seed is another patch, so the seed is part of the key. */
export function LesionPatch({ lesion, label }: { lesion: Lesion; label: string }) {
  const volume = useQuery({
    queryKey: ['volume', lesion.id, lesion.seedMm],
    queryFn: () => api.volume(`patch-${lesion.id}-exact-v1`),
    gcTime: 60_000,
  });
  return (
    <div className={classes.patch}>
      {volume.data && <PatchPlanes volume={volume.data} seedMm={lesion.seedMm} label={label} />}
      {volume.isPending && <Pending rows={5} label="Cutting the patch" />}
      {volume.error && <Failed message={describeError(volume.error).message} onRetry={() => void volume.refetch()} />}
    </div>
  );
}
