import type { CallOutput } from '#renderer/api.ts';
import { queryClient } from '#renderer/state/query.ts';
import { useSend } from '#renderer/state/use-call.ts';
import { useWorkspace } from '#renderer/state/use-workspace.ts';

/** Undo and redo of edits of cohort data, one at a time. */
export function useUndo(): { undo: () => void; redo: () => void } {
  const workspace = useWorkspace();
  const onDone = (state: CallOutput<'edits.state'>) => queryClient.setQueryData(['edits.state', {}], state);
  const undo = useSend('edits.undo', { onDone });
  const redo = useSend('edits.redo', { onDone });
  const may = workspace !== null && !workspace.readOnly && !undo.isPending && !redo.isPending;
  return { undo: () => may && undo.mutate({}), redo: () => may && redo.mutate({}) };
}
