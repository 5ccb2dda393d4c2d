import { useCallback, useEffect, useRef } from 'react';
import type { ViewerState } from './viewer-state.ts';

/**
 * Edits of a state that the page keeps. Several events may come before React draws: each builds on what the one before
 * it made, not on what was drawn last; and a drawing of an earlier one of ours takes nothing back.
 */
export function useLatestState(
  state: ViewerState,
  onState: (next: ViewerState) => void,
): (edit: (state: ViewerState) => ViewerState) => void {
  const latest = useRef(state);
  const onTheWay = useRef(new Set<ViewerState>());
  useEffect(() => {
    if (!onTheWay.current.has(state)) latest.current = state;
    if (state === latest.current) onTheWay.current.clear();
  }, [state]);
  return useCallback(
    (edit) => {
      latest.current = edit(latest.current);
      onTheWay.current.add(latest.current);
      onState(latest.current);
    },
    [onState],
  );
}
