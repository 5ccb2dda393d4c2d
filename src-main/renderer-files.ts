import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { AppError } from '#shared/errors.ts';

export interface RendererFile {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly type: string;
  /** Value of `Cache-Control`. */
  readonly caching: string;
}

export interface RendererFiles {
  /** The file of a URL path, or null. A path without an extension is a view of the app: it gets `index.html`. */
  read(urlPath: string): Promise<RendererFile | null>;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/**
 * The built renderer, for both shells. The list of its files is taken once, and a URL path is only looked up in that
 * list: no path can lead out of the folder, and there is nothing to list.
 */
export async function openRendererFiles(folder: string): Promise<RendererFiles> {
  const files = new Set(await listFiles(folder, ''));
  if (!files.has('/index.html')) {
    throw new AppError('not-found', 'The files of the window are missing. Build them by `npm run build`.');
  }
  return {
    async read(urlPath) {
      const path = decode(urlPath);
      if (path === null) return null;
      const found = files.has(path) ? path : extname(path) === '' ? '/index.html' : null;
      if (found === null) return null;
      return {
        bytes: await readFile(join(folder, found)),
        type: types[extname(found)] ?? 'application/octet-stream',
        caching: found.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache',
      };
    },
  };
}

/** Paths below the folder, each with a leading slash. Written out because asar archives know no recursive readdir. */
async function listFiles(folder: string, below: string): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(() => []);
  const files: string[] = [];
  for (const entry of entries) {
    const path = `${below}/${entry.name}`;
    if (entry.isDirectory()) files.push(...(await listFiles(folder, path)));
    else if (entry.isFile()) files.push(path);
  }
  return files;
}

function decode(urlPath: string): string | null {
  try {
    return decodeURIComponent(urlPath);
  } catch {
    return null;
  }
}
