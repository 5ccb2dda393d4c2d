/**
 * Adds to package-lock.json the platform packages (`...-darwin-arm64`, `...-win32-x64`) that npm leaves out when the
 * registry it was made against does not serve them: `npm ci` refuses a lock without them. Run after `npm install`:
 * `node scripts/complete-lock.ts`. The entries carry the version that the parent asks for and the platform read from
 * the name; npm skips them on other platforms and fetches them on their own.
 */
import { readFile, writeFile } from 'node:fs/promises';

interface Entry {
  version?: string;
  optionalDependencies?: Record<string, string>;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optional?: boolean;
  dev?: boolean;
}

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(await readFile(path, 'utf8')) as { packages: Record<string, Entry> };
const added: string[] = [];

for (const [parent, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const known = [`${parent}/node_modules/${name}`, `node_modules/${name}`].some((key) => key in lock.packages);
    if (known || parent === '') continue;
    const version = range.match(/^\d+\.\d+\.\d+[\w.+-]*$/)?.[0];
    const platform = platformOf(name);
    if (!version || !platform)
      throw new Error(`${name}@${range}, wanted by ${parent}, is in no form this script knows.`);
    lock.packages[`node_modules/${name}`] = {
      version,
      optional: true,
      ...(entry.dev ? { dev: true } : {}),
      ...platform,
    };
    added.push(`${name}@${version}`);
  }
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length ? `Added ${added.length}: ${added.join(', ')}` : 'Nothing was missing.');

function platformOf(name: string): Pick<Entry, 'os' | 'cpu' | 'libc'> | null {
  const words = name
    .split(/[/-]/)
    .map((word) => word.replace(/^arm(eabi|v\d).*/, 'arm').replace(/^(powerpc64|ppc64).*/, 'ppc64'));
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  if (cpu.length === 0 && os.length === 0) return null;
  const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : [];
  return { ...(os.length ? { os } : {}), ...(cpu.length ? { cpu } : {}), ...(libc.length ? { libc } : {}) };
}
