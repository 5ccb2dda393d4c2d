import { useEffect, useRef, useState } from 'react';
import type { CallInput } from '#renderer/api.ts';
import { useJobs } from '#renderer/state/jobs.ts';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { CohortId, LesionId } from '#shared/domain/ids.ts';

export type Shown = NonNullable<CallInput<'seeds.wall'>['show']>;
export const cardsPerPage = 60;

/** A page of the seed wall and what is picked on it: the card that keys act from, and those they act on. */
export function useWall(cohortId: CohortId) {
  const [show, setShow] = useState<Shown>('all');
  const [offset, setOffset] = useState(0);
  const [current, setCurrent] = useState(0);
  const [anchor, setAnchor] = useState(0);
  const [picked, setPicked] = useState<ReadonlySet<LesionId>>(new Set());
  const wall = useCall('seeds.wall', { cohortId, show, offset, limit: cardsPerPage }, { keepPrevious: true });
  const rows = wall.data?.rows ?? [];
  const at = Math.max(0, Math.min(current, rows.length - 1));
  const idAt = (index: number): LesionId[] => rows.slice(index, index + 1).map(({ lesion }) => lesion.id);
  const there = rows.map(({ lesion }) => lesion.id).filter((id) => picked.has(id));
  const selected: ReadonlySet<LesionId> = new Set(there.length > 0 ? there : idAt(at));
  const go = (index: number, extend = false) => {
    const next = Math.max(0, Math.min(index, rows.length - 1));
    setCurrent(next);
    if (!extend) setAnchor(next);
    const [low, high] = extend ? [Math.min(next, anchor), Math.max(next, anchor)] : [next, next];
    setPicked(new Set(rows.slice(low, high + 1).map(({ lesion }) => lesion.id)));
  };
  return {
    wall,
    rows,
    show,
    offset,
    at,
    selected,
    go,
    /** Adds a card to those picked, or takes it out. */
    toggle(index: number) {
      const next = new Set(selected);
      for (const id of idAt(index)) if (!next.delete(id)) next.add(id);
      setPicked(next);
      setCurrent(index);
      setAnchor(index);
    },
    turnTo(next: number) {
      setOffset(next);
      go(0);
    },
    choose(next: Shown) {
      setShow(next);
      setOffset(0);
      go(0);
    },
  };
}

/** Starts the check of seeds that nobody looked at: once per visit, so that a cancelled check stays cancelled. */
export function useSeedCheck(cohortId: CohortId, unchecked: number) {
  const readOnly = useReadOnly();
  const check = useSend('seeds.check');
  const { mutate } = check;
  const started = useRef(false);
  useEffect(() => {
    if (readOnly || unchecked === 0 || started.current) return;
    started.current = true;
    mutate({ cohortId });
  }, [readOnly, unchecked, cohortId, mutate]);
  const running = useJobs((state) =>
    state.jobs.some(({ kind, state: at }) => kind === 'check-seeds' && (at === 'queued' || at === 'running')),
  );
  return { start: () => mutate({ cohortId }), isRunning: running || check.isPending };
}
