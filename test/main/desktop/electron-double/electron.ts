/**
 * A double of the part of `electron` that the desktop shell uses, over a Chromium driven by Playwright. It runs in a
 * process of its own, started by `start-double.ts`, which also steers it through messages.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { BrowserContext, Frame, Page, Request, Route } from 'playwright';
import { fromShown, headerToShown, isShown, toShown } from './addresses.ts';
import { type OpenChromium, openChromium } from './chromium.ts';
import type { Answer, Command } from './messages.ts';
import { invokeBinding, pageScript, receiveFunction } from './page-side.ts';

interface Preventable {
  defaultPrevented: boolean;
  preventDefault(): void;
}

const preventable = (): Preventable => ({
  defaultPrevented: false,
  preventDefault() {
    this.defaultPrevented = true;
  },
});

let chromium: OpenChromium | null = null;
let isReady = false;
const schemeHandlers = new Map<string, (request: globalThis.Request) => Promise<Response>>();
const privileged = new Set<string>();
const invokeHandlers = new Map<string, (...args: unknown[]) => unknown>();
const windows = new Set<BrowserWindow>();
const outside: string[] = [];
const refusedWindows: string[] = [];
const picks: (string | null)[] = [];
let preloadText: string | null = null;

class App extends EventEmitter {
  isPackaged = true;

  requestSingleInstanceLock(): boolean {
    return process.env['ELECTRON_DOUBLE_SECOND'] === undefined;
  }

  async whenReady(): Promise<void> {
    chromium ??= await openChromium();
    isReady = true;
    await connectContext(chromium.context);
    process.send?.({ ready: true, debuggingPort: chromium.debuggingPort } satisfies Answer);
  }

  quit(): void {
    for (const window of windows) window.destroy();
    const event = preventable();
    this.emit('will-quit', event);
    if (!event.defaultPrevented) this.exit(0);
  }

  exit(code: number): void {
    void (chromium?.close() ?? Promise.resolve()).finally(() => process.exit(code));
  }
}
export const app = new App();

class WebContents extends EventEmitter {
  openHandler: (details: { url: string }) => { action: 'allow' | 'deny' } = () => ({ action: 'allow' });
  readonly window: BrowserWindow;

  constructor(window: BrowserWindow) {
    super();
    this.window = window;
  }
  setWindowOpenHandler(handler: typeof this.openHandler): void {
    this.openHandler = handler;
  }
  isDestroyed(): boolean {
    return this.window.isDestroyed();
  }
  send(channel: string, ...args: unknown[]): void {
    void this.window.page
      .then((page) =>
        page.evaluate(
          ([name, channelName, values]) => {
            const receive = (window as unknown as Record<string, ((c: unknown, v: unknown) => void) | undefined>)[
              name as string
            ];
            receive?.(channelName, values);
          },
          [receiveFunction, channel, args] as const,
        ),
      )
      .catch(() => undefined);
  }
}

interface WindowOptions {
  readonly show?: boolean;
  readonly webPreferences?: Readonly<Record<string, unknown>>;
}

export class BrowserWindow extends EventEmitter {
  static getAllWindows = (): BrowserWindow[] => [...windows];
  static getFocusedWindow = (): BrowserWindow | null => null;

  readonly webContents: WebContents;
  readonly options: WindowOptions;
  readonly page: Promise<Page>;
  isShown: boolean;
  /** Set while main itself loads an address: that asks no `will-navigate`. */
  isLoading = false;

  constructor(options: WindowOptions) {
    super();
    if (!chromium) throw new Error('Cannot create BrowserWindow before app is ready');
    this.options = options;
    this.isShown = options.show ?? true;
    this.webContents = new WebContents(this);
    preloadText ??= readFileSync(
      process.env['ELECTRON_DOUBLE_PRELOAD'] ?? String(options.webPreferences?.['preload']),
      'utf8',
    );
    windows.add(this);
    app.emit('web-contents-created', {}, this.webContents);
    this.page = this.open(chromium.context, preloadText);
  }

  private async open(context: BrowserContext, preload: string): Promise<Page> {
    // A persistent context begins with one empty page.
    const free = context.pages().find((page) => page.url() === 'about:blank' && !pagesInUse.has(page));
    const page = free ?? (await context.newPage());
    pagesInUse.set(page, this);
    await page.addInitScript(pageScript(preload));
    page.on('close', () => this.forget());
    page.on('popup', (popup) => {
      const url = fromShown(popup.url());
      if (this.webContents.openHandler({ url }).action === 'deny') {
        refusedWindows.push(url);
        void popup.close();
      }
    });
    return page;
  }

  private forget(): void {
    if (!windows.delete(this)) return;
    this.emit('closed');
    if (windows.size === 0) app.emit('window-all-closed');
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.page;
    this.isLoading = true;
    try {
      await page.goto(toShown(url));
    } finally {
      this.isLoading = false;
    }
    this.emit('ready-to-show');
  }

  show(): void {
    this.isShown = true;
  }
  focus(): void {
    process.send?.({ focused: true } satisfies Answer);
  }
  isMinimized = (): boolean => false;
  restore(): void {}
  reload(): void {
    void this.page.then((page) => page.reload());
  }
  isDestroyed(): boolean {
    return !windows.has(this);
  }
  destroy(): void {
    void this.page.then((page) => page.close()).catch(() => undefined);
    this.forget();
  }
}
const pagesInUse = new WeakMap<Page, BrowserWindow>();

async function connectContext(context: BrowserContext): Promise<void> {
  await context.route('**', answerRequest);
  await context.exposeBinding(invokeBinding, ({ page, frame }, channel: string, args: unknown[]) => {
    const handler = invokeHandlers.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    return handler({ sender: pagesInUse.get(page)?.webContents ?? null, senderFrame: frameOf(frame) }, ...args);
  });
}

const frameOf = (frame: Frame): { url: string; parent: unknown } => ({
  url: fromShown(frame.url()),
  parent: frame.parentFrame() === null ? null : {},
});

/** Null for the first request of a window that a page opens: there is no frame yet. */
function frameOfRequest(request: Request): Frame | null {
  try {
    return request.frame();
  } catch {
    return null;
  }
}

async function answerRequest(route: Route, request: Request): Promise<void> {
  const url = fromShown(request.url());
  const frame = frameOfRequest(request);
  const window = frame === null ? undefined : pagesInUse.get(frame.page());
  const isTopNavigation = request.isNavigationRequest() && frame !== null && frame.parentFrame() === null;
  if (window && isTopNavigation && !window.isLoading) {
    const event = { ...preventable(), url };
    window.webContents.emit('will-navigate', event);
    if (event.defaultPrevented) return route.abort('aborted');
  }
  const handler = frame !== null && isShown(request.url()) ? schemeHandlers.get('seedpoint') : undefined;
  if (!handler) {
    outside.push(url);
    return route.abort('blockedbyclient');
  }
  const response = await handler(new globalThis.Request(url, { method: request.method() }));
  const headers = Object.fromEntries([...response.headers].map(([name, value]) => [name, headerToShown(value)]));
  await route.fulfill({ status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) });
}

export const protocol = {
  registerSchemesAsPrivileged(schemes: { scheme: string }[]): void {
    if (isReady) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme } of schemes) privileged.add(scheme);
  },
  handle(scheme: string, handler: (request: globalThis.Request) => Promise<Response>): void {
    if (!privileged.has(scheme)) throw new Error(`The scheme ${scheme} was not registered as privileged.`);
    schemeHandlers.set(scheme, handler);
  },
};

export const ipcMain = {
  handle: (channel: string, handler: (...args: unknown[]) => unknown): void =>
    void invokeHandlers.set(channel, handler),
  removeHandler: (channel: string): void => void invokeHandlers.delete(channel),
};

type PermissionHandler = (contents: unknown, permission: string, answer: (granted: boolean) => void) => void;
const permissions = {
  request: ((_, __, answer) => answer(true)) as PermissionHandler,
  check: (): boolean => true,
  device: (): boolean => true,
};
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: PermissionHandler): void => void (permissions.request = handler),
    setPermissionCheckHandler: (handler: () => boolean): void => void (permissions.check = handler),
    setDevicePermissionHandler: (handler: () => boolean): void => void (permissions.device = handler),
    on: (): void => {},
  },
};

const nextPick = (): string | null => picks.shift() ?? null;
export const dialog = {
  showOpenDialog: async (): Promise<{ canceled: boolean; filePaths: string[] }> => {
    const path = nextPick();
    return { canceled: path === null, filePaths: path === null ? [] : [path] };
  },
  showSaveDialog: async (): Promise<{ canceled: boolean; filePath: string }> => {
    const path = nextPick();
    return { canceled: path === null, filePath: path ?? '' };
  },
  showErrorBox: (title: string, content: string): void => void process.stderr.write(`${title}: ${content}\n`),
};

export const Menu = {
  buildFromTemplate: (template: unknown): unknown => template,
  setApplicationMenu: (): void => {},
};

export const utilityProcess = {
  fork(file: string): EventEmitter {
    const child: ChildProcess = fork(file, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const face = Object.assign(new EventEmitter(), {
      postMessage: (message: object) => void (child.connected && child.send(message)),
      pid: child.pid,
    });
    child.on('message', (message) => face.emit('message', message));
    child.once('exit', (code) => face.emit('exit', code ?? 1));
    return face;
  },
};

/** What the test asks of the double itself. */
process.on('message', (command: Command) => {
  if (command.ask === 'state') {
    let granted = false;
    permissions.request(null, 'media', (answer) => {
      granted = answer;
    });
    process.send?.({
      id: command.id,
      state: {
        windows: [...windows].map(({ options, isShown }) => ({
          isShown,
          webPreferences: options.webPreferences ?? {},
        })),
        outside,
        refusedWindows,
        grantsPermissions: granted || permissions.check() || permissions.device(),
      },
    } satisfies Answer);
  } else if (command.ask === 'pick') picks.push(command.path);
  else if (command.ask === 'second-instance') app.emit('second-instance');
  else app.quit();
});
process.on('SIGTERM', () => app.quit());
