import { navigation } from '#renderer/panels/panels.ts';
import { viewerShortcuts } from '#renderer/viewer/viewer-keys.ts';

export interface Shortcut {
  /** In Mantine's notation; `mod` is Ctrl, or Cmd on a Mac. */
  readonly keys: string;
  readonly does: string;
}

/** Shown by the help overlay; those of a page are handled there. */
export const shortcutGroups: readonly { title: string; shortcuts: readonly Shortcut[] }[] = [
  {
    title: 'Everywhere',
    shortcuts: [
      ...navigation.map(({ title }, index) => ({ keys: `alt+${index + 1}`, does: `Go to ${title}` })),
      { keys: 'mod+J', does: 'Show or hide the jobs' },
      { keys: 'mod+Z', does: 'Undo the last edit' },
      { keys: 'mod+shift+Z', does: 'Redo it' },
      { keys: '?', does: 'This list' },
    ],
  },
  {
    title: 'Lesion table',
    shortcuts: [
      { keys: '/', does: 'Search' },
      { keys: 'ArrowUp', does: 'Lesion before' },
      { keys: 'ArrowDown', does: 'Next lesion' },
      { keys: 'PageUp', does: 'One screen up' },
      { keys: 'PageDown', does: 'One screen down' },
      { keys: 'Home', does: 'First lesion' },
      { keys: 'End', does: 'Last lesion' },
      { keys: 'X', does: 'Exclude or include the lesion' },
    ],
  },
  {
    title: 'Seeds',
    shortcuts: [
      { keys: 'A', does: 'Accept the seed, and on to the next' },
      { keys: 'Q', does: 'Query it' },
      { keys: 'X', does: 'Exclude or include it' },
      { keys: 'M', does: 'Open it in the viewer, to move it' },
      { keys: 'N', does: 'Next flagged seed' },
      { keys: 'Space', does: 'Pick it, or not' },
      { keys: 'shift+ArrowDown', does: 'Pick more' },
    ],
  },
  { title: 'Viewer', shortcuts: viewerShortcuts },
  {
    title: 'Patch',
    shortcuts: [
      { keys: 'ArrowUp', does: 'Slice up (or wheel)' },
      { keys: 'ArrowDown', does: 'Slice down' },
      { keys: 'PageUp', does: 'Five slices up' },
      { keys: 'Home', does: 'Back to the seed (or double-click)' },
    ],
  },
];
