/**
 * Loaded by `node --import` before the real desktop code: `electron` becomes the double beside this file, and modules
 * named in ELECTRON_DOUBLE_REPLACE (`{ "/main-side.ts": "/path/of/a/stand-in.ts" }`) become those.
 */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const replacements = Object.entries(
  JSON.parse(process.env['ELECTRON_DOUBLE_REPLACE'] ?? '{}') as Record<string, string>,
);
const double = new URL('./electron.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'electron') return { url: double, shortCircuit: true };
    const found = next(specifier, context);
    const replacement = replacements.find(([ending]) => found.url.endsWith(`/src-main${ending}`));
    return replacement ? { url: pathToFileURL(replacement[1]).href, shortCircuit: true } : found;
  },
});
