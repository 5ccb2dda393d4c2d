import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chromium, type Page } from 'playwright';
import type { Answer, Command, DoubleState } from './messages.ts';

export interface RunningDouble {
  readonly process: ChildProcess;
  /** The page of the main window. */
  readonly page: Page;
  tell(command: Exclude<Command, { ask: 'state' }>): void;
  state(): Promise<DoubleState>;
  /** Quits the app as a user would, and resolves to its exit code. */
  close(): Promise<number | null>;
}

export interface DoubleOptions {
  /** The main file of the desktop shell: `src-main/desktop/main.ts` or its bundle. */
  readonly main: string;
  /** A bundled preload to use in place of the one that main names. */
  readonly preload?: string;
  /** Modules of `src-main` to replace, by their path below it. */
  readonly replace?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the real main process code with `electron` replaced by the double. */
export function forkDouble({ main, preload, replace = {}, env = {} }: DoubleOptions): ChildProcess {
  return fork(main, [], {
    execArgv: ['--import', new URL('./register.ts', import.meta.url).href],
    env: {
      ...process.env,
      ...env,
      ELECTRON_DOUBLE_REPLACE: JSON.stringify(replace),
      ...(preload === undefined ? {} : { ELECTRON_DOUBLE_PRELOAD: preload }),
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** Starts it and attaches to its main window. */
export async function startDouble(options: DoubleOptions): Promise<RunningDouble> {
  const child = forkDouble(options);
  const debuggingPort = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The double ended with exit code ${code} before it was ready.`)));
    child.on('message', (answer: Answer) => 'ready' in answer && resolve(answer.debuggingPort));
  });
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${debuggingPort}`);
  const page = browser.contexts()[0]!.pages()[0]!;
  await page.waitForURL(/^http:\/\/app\.seedpoint\.localhost\//);

  let lastId = 0;
  return {
    process: child,
    page,
    tell: (command) => void child.send(command),
    state() {
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        if (!child.connected) return reject(new Error('The double has ended.'));
        const receive = (answer: Answer): void => {
          if (!('id' in answer) || answer.id !== id) return;
          child.off('message', receive);
          resolve(answer.state);
        };
        child.on('message', receive);
        child.send({ ask: 'state', id } satisfies Command);
      });
    },
    async close() {
      if (!child.connected) return child.exitCode;
      const ended = once(child, 'exit');
      child.send({ ask: 'quit' } satisfies Command);
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}
