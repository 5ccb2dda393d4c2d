/** What differs between the desktop window, the server and the command line: all the rest of the main side is one. */
export interface Shell {
  readonly kind: 'desktop' | 'server';
  /** The native file dialog, or null where there is none. Resolves to null when the user gives up. */
  readonly pick: ((request: PickRequest) => Promise<string | null>) | null;
  /** Opens the page that draws figures at paper size, out of sight. */
  openDrawingPage(): Promise<{ close(): Promise<void> }>;
}

export interface PickRequest {
  readonly what: 'file' | 'folder' | 'save';
  readonly title: string;
  /** Without dots; empty: any. */
  readonly extensions: readonly string[];
}
