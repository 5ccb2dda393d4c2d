import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import type { WireReply } from '#shared/contract/contract.ts';
import { AppError, toWireError } from '#shared/errors.ts';
import { log } from '../log.ts';
import type { MainSide } from '../main-side.ts';
import { appOrigin, callChannel, eventChannel } from './channels.ts';

/** The only messages between windows and main: calls one way, events the other. Returns what ends them. */
export function connectWindows(
  ipcMain: IpcMain,
  mainSide: Pick<MainSide, 'call' | 'subscribe'>,
  windows: () => readonly WebContents[],
): () => void {
  ipcMain.handle(callChannel, (event, name: unknown, input: unknown): Promise<WireReply> | WireReply => {
    if (!isOurPage(event)) {
      log.warn('A call from a page that is not ours was refused.');
      return { ok: false, error: toWireError(new AppError('conflict', 'This page may not call Seedpoint.')) };
    }
    return mainSide.call(String(name), input);
  });
  const unsubscribe = mainSide.subscribe((event) => {
    for (const contents of windows()) {
      if (!contents.isDestroyed()) contents.send(eventChannel, event);
    }
  });
  return () => {
    unsubscribe();
    ipcMain.removeHandler(callChannel);
  };
}

/** The top frame of a page of our scheme; a frame inside it, or whatever a window was led to, is not. */
function isOurPage(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  if (frame === null || frame.parent !== null) return false;
  return isOurUrl(frame.url);
}

/** Compared by parts: `URL.origin` of a scheme that only Chromium knows to be standard is `null` under Node. */
export function isOurUrl(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && `${url.protocol}//${url.host}` === appOrigin;
}
