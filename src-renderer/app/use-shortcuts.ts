import { type HotkeyItem, useHotkeys } from '@mantine/hooks';
import { useLocation } from 'wouter';
import { navigation } from '#renderer/panels/panels.ts';
import { setHelpOpen, toggleJobs } from '#renderer/state/layout.ts';
import { useSelection } from '#renderer/state/selection.ts';
import { useWorkspace } from '#renderer/state/use-workspace.ts';
import { useUndo } from './use-undo.ts';

/** The keys that work on every page; listed in `shortcuts.ts`. */
export function useShortcuts(): void {
  const [, navigate] = useLocation();
  const workspace = useWorkspace();
  const { undo, redo } = useUndo();
  const pages = navigation.map(({ id, needsWorkspace, ofCohort }, index): HotkeyItem => {
    const go = () => {
      const { cohortId } = useSelection.getState();
      if (workspace || !needsWorkspace) navigate(ofCohort && cohortId !== null ? `/${id}/${cohortId}` : `/${id}`);
    };
    return [`alt+Digit${index + 1}`, go, { usePhysicalKeys: true }];
  });
  useHotkeys([
    ...pages,
    ['mod+J', toggleJobs],
    ['mod+Z', undo],
    ['mod+shift+Z', redo],
    ['mod+Y', redo],
    ['shift+?', () => setHelpOpen(true)],
    ['?', () => setHelpOpen(true)],
  ]);
}
