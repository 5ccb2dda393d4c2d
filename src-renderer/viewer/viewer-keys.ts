import type { Tool } from './viewer-state.ts';

/** The keys of a focused view, in Mantine's notation, for the help overlay. */
export const viewerShortcuts: readonly { readonly keys: string; readonly does: string }[] = [
  { keys: 'ArrowUp', does: 'Next slice (or wheel)' },
  { keys: 'ArrowDown', does: 'Slice before' },
  { keys: 'PageUp', does: 'Ten slices on' },
  { keys: 'PageDown', does: 'Ten slices back' },
  { keys: 'shift+ArrowLeft', does: 'Crosshair by a millimetre, any arrow' },
  { keys: '+', does: 'Larger (or Ctrl and wheel, or right button)' },
  { keys: '-', does: 'Smaller' },
  { keys: 'Home', does: 'Back to the selected seed' },
  { keys: '0', does: 'The whole scan' },
  { keys: 'C', does: 'Tool: crosshair' },
  { keys: 'W', does: 'Tool: grey window' },
  { keys: 'P', does: 'Tool: move the picture (or middle button, or Shift and drag)' },
  { keys: 'Z', does: 'Tool: zoom' },
  { keys: 'R', does: 'Tool: ruler' },
  { keys: 'O', does: 'Tool: turn the planes (oblique)' },
  { keys: 'S', does: 'Tool: seed' },
  { keys: '[', does: 'Turn the planes by five degrees' },
  { keys: ']', does: 'Turn them the other way' },
  { keys: '\\', does: 'Planes straight again' },
  { keys: '1', does: 'Grey window 1, and so on to 5' },
  { keys: 'Delete', does: 'Remove the last ruler' },
  { keys: 'Enter', does: 'This view alone, or all four (or double-click)' },
];

export const toolKeys: Readonly<Record<string, Tool>> = {
  c: 'crosshair',
  w: 'window',
  p: 'pan',
  z: 'zoom',
  r: 'ruler',
  o: 'rotate',
  s: 'seed',
};
