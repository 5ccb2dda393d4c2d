import type { DicomHeader } from '#main/readers/dicom-header.ts';
import type { WireError } from '#shared/errors.ts';

/** What a file turned out to be: DICOM, DICOM that is damaged, or (null) something else. */
export type HeaderResult = { header: DicomHeader } | { error: WireError } | null;

interface Entry {
  readonly size: number;
  readonly mtimeMs: number;
  readonly result: HeaderResult;
}

/** About 60 MB of headers. */
const entryLimit = 30_000;

/**
 * Headers that were read, by path, size and time of change: a scan that was interrupted goes on with the files that are
 * missing, and an import after its preview reads nothing twice.
 */
export class HeaderCache {
  readonly #entries = new Map<string, Entry>();

  get(path: string, file: { size: number; mtimeMs: number }): { result: HeaderResult } | null {
    const entry = this.#entries.get(path);
    return entry && entry.size === file.size && entry.mtimeMs === file.mtimeMs ? { result: entry.result } : null;
  }

  set(path: string, file: { size: number; mtimeMs: number }, result: HeaderResult): void {
    this.#entries.delete(path);
    this.#entries.set(path, { size: file.size, mtimeMs: file.mtimeMs, result });
    if (this.#entries.size > entryLimit) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
  }
}
