/** Names that the page of the double finds on `window`; not of the product. */
export const invokeBinding = '__electronInvoke';
export const receiveFunction = '__electronReceive';
/** Paths by name, of the files that a test drops: a page cannot make a `File` that has one. */
export const droppedPaths = '__electronDroppedPaths';

/**
 * The script that runs the real, bundled preload in each page before its own scripts: with `electron`'s preload half
 * over the binding of the double, and `fetch` that understands the scheme.
 * @param preload CommonJS text of the preload.
 */
export function pageScript(preload: string): string {
  return `(() => {
    if (window !== window.top) return;
    const listeners = new Map();
    window.${receiveFunction} = (channel, args) => {
      for (const listener of listeners.get(channel) ?? []) listener({}, ...args);
    };
    const electron = {
      contextBridge: {
        exposeInMainWorld: (name, api) =>
          Object.defineProperty(window, name, { value: Object.freeze({ ...api }), enumerable: true }),
      },
      ipcRenderer: {
        invoke: (channel, ...args) => window.${invokeBinding}(channel, args),
        on: (channel, listener) => {
          if (!listeners.has(channel)) listeners.set(channel, new Set());
          listeners.get(channel).add(listener);
        },
        off: (channel, listener) => listeners.get(channel)?.delete(listener),
      },
      webUtils: { getPathForFile: (file) => window.${droppedPaths}?.[file.name] ?? '' },
    };
    const require = (name) => {
      if (name === 'electron') return electron;
      throw new Error('A sandboxed preload cannot require ' + name);
    };
    const fetch = (address) => window.fetch(String(address).replace(/^seedpoint:\\/\\/([a-z]+)/, 'http://$1.seedpoint.localhost'));
    const module = { exports: {} };
    ((require, module, exports, fetch) => {
      ${preload}
    })(require, module, module.exports, fetch);
  })();`;
}
