import type { WindowHu } from './viewer-state.ts';

/** Grey windows of the viewer: level and width in HU as radiologists name them. */
export const windowPresets: readonly (WindowHu & { readonly id: string; readonly label: string })[] = [
  { id: 'lung', label: 'Lung', levelHu: -600, widthHu: 1500 },
  { id: 'mediastinum', label: 'Mediastinum', levelHu: 40, widthHu: 400 },
  { id: 'bone', label: 'Bone', levelHu: 400, widthHu: 1800 },
  { id: 'brain', label: 'Brain', levelHu: 40, widthHu: 80 },
  { id: 'liver', label: 'Liver', levelHu: 90, widthHu: 150 },
];
