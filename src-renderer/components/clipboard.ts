import { AppError } from '#shared/errors.ts';

/** A figure as `figures.copy` gives it: PNG in base64, and SVG. */
export interface Picture {
  readonly png: string;
  readonly svg: string;
}
export type PictureFormat = 'png' | 'svg';

/** Puts a picture on the clipboard: PNG as an image, SVG as text, which drawing programs take as shapes. */
export async function copyPicture(format: PictureFormat, draw: () => Promise<Picture>): Promise<void> {
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (clipboard === undefined || typeof ClipboardItem === 'undefined') throw refused();
  const picture = draw();
  const type = format === 'png' ? 'image/png' : 'text/plain';
  // The item is handed over at once, its content still being drawn: the click is leave to write, but not for long.
  const written = clipboard.write([
    new ClipboardItem({
      [type]: picture.then(({ png, svg }) => new Blob([format === 'png' ? bytesOf(png) : svg], { type })),
    }),
  ]);
  const outcome = await Promise.allSettled([picture, written]);
  if (outcome[0].status === 'rejected') throw outcome[0].reason;
  if (outcome[1].status === 'rejected') throw refused(outcome[1].reason);
}

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

const refused = (cause?: unknown): AppError =>
  new AppError('device', 'The clipboard was refused to this window. Export the figure to a file instead.', { cause });
