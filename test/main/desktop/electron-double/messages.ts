/** What a test tells the process of the double. */
export type Command =
  | { ask: 'state'; id: number }
  /** The answer of the next native file dialog. */
  | { ask: 'pick'; path: string | null }
  | { ask: 'second-instance' }
  | { ask: 'quit' };

export interface DoubleState {
  readonly windows: readonly {
    readonly isShown: boolean;
    readonly webPreferences: Readonly<Record<string, unknown>>;
  }[];
  /** Addresses outside the app that a page asked for; none was answered. */
  readonly outside: readonly string[];
  readonly refusedWindows: readonly string[];
  readonly grantsPermissions: boolean;
}

/** What it says. */
export type Answer = { ready: true; debuggingPort: number } | { focused: true } | { id: number; state: DoubleState };
