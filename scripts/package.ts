/**
 * Builds the unpacked application (`dist/<platform>-unpacked`) by electron-builder. Electron's own binary comes from
 * node_modules/electron if it was fetched there (it is at the first `npm start`); where it cannot be had this says so.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const electronFolder = `${root}node_modules/electron/dist`;

if (!existsSync(electronFolder)) {
  console.error(
    'The Electron binary is not here. Run `npm start` once with a connection (it fetches the binary), or put an unpacked Electron of the same version into node_modules/electron/dist; then run `npm run package` again.',
  );
  process.exit(1);
}
const builder = spawnSync(
  process.execPath,
  ['node_modules/electron-builder/cli.js', '--dir', `--config.electronDist=${electronFolder}`],
  { cwd: root, stdio: 'inherit' },
);
process.exit(builder.status ?? 1);
