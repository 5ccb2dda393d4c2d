export interface FileEntry {
  readonly name: string;
  readonly path: string;
  readonly directory: boolean;
  readonly sizeBytes: number | null;
}

export interface FileListing {
  readonly path: string;
  readonly parent: string | null;
  readonly entries: readonly FileEntry[];
  readonly truncated: boolean;
}

/** How a path is chosen; given to the fields from outside, since components call nothing. */
export interface Files {
  /** The native dialog; `native` false: there is none, show the folder list of the app. */
  pick(request: PickRequest): Promise<{ path: string | null; native: boolean }>;
  list(path: string | undefined, extensions: readonly string[]): Promise<FileListing>;
}

export interface PickRequest {
  readonly what: 'file' | 'folder' | 'save';
  readonly title: string;
  /** Without dots; empty: any. */
  readonly extensions: readonly string[];
}

/** A path of either kind of machine, from a folder and a name. */
export function joinPath(folder: string, name: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
}
