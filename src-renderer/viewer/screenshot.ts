import { AppError } from '#shared/errors.ts';
import type { ViewId } from './viewer-state.ts';

/** A PNG of what the views show, at the resolution of the screen. The 3D view draws anew when it hears `viewer-capture`. */
export async function captureViews(root: HTMLElement | null, view: ViewId | 'all'): Promise<Blob> {
  const shown = view === 'all' ? root : root?.querySelector<HTMLElement>(`[data-plane="${view}"]`);
  if (!shown) throw new AppError('invalid-input', 'This view is not shown; show it, or all four, and save it again.');
  const frame = shown.getBoundingClientRect();
  const ratio = Math.min(2, window.devicePixelRatio);
  const picture = document.createElement('canvas');
  picture.width = Math.round(frame.width * ratio);
  picture.height = Math.round(frame.height * ratio);
  const context = picture.getContext('2d');
  if (!context) throw new AppError('internal', 'The picture could not be drawn.');
  context.fillStyle = '#000000';
  context.fillRect(0, 0, picture.width, picture.height);
  for (const canvas of shown.querySelectorAll('canvas')) {
    canvas.dispatchEvent(new Event('viewer-capture', { bubbles: true }));
    const box = canvas.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    context.drawImage(
      canvas,
      (box.left - frame.left) * ratio,
      (box.top - frame.top) * ratio,
      box.width * ratio,
      box.height * ratio,
    );
  }
  const blob = await new Promise<Blob | null>((resolve) => picture.toBlob(resolve, 'image/png'));
  if (!blob) throw new AppError('internal', 'The picture could not be written.');
  return blob;
}

/** Saves the picture as a file of the browser. */
export async function savePicture(root: HTMLElement | null, view: ViewId | 'all', label: string): Promise<void> {
  const address = URL.createObjectURL(await captureViews(root, view));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${label.replaceAll(/[^\w-]+/g, '-')}-${view}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
