import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron';
import type { Bridge, WireReply } from '#shared/contract/contract.ts';
import { callChannel, eventChannel, volumeOrigin } from './channels.ts';

const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke(callChannel, name, input) as Promise<WireReply>,
  /** Returns what ends it: the functions that cross the context bridge are wrapped anew, so `off(listener)` would not match. */
  subscribe(listener) {
    const receive = (_: IpcRendererEvent, event: unknown): void => listener(event);
    ipcRenderer.on(eventChannel, receive);
    return () => void ipcRenderer.off(eventChannel, receive);
  },
  async volume(id) {
    const response = await fetch(`${volumeOrigin}/${encodeURIComponent(id)}`);
    if (!response.ok) throw new Error(await response.text());
    return response.arrayBuffer();
  },
  pathOf: (file) => webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
};

contextBridge.exposeInMainWorld('seedpoint', bridge);
