/** Checks every room against its own tsconfig, two at a time. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const rooms = ['src-shared', 'src-main', 'src-renderer', 'test', 'scripts'];

const check = (room: string): Promise<boolean> =>
  new Promise((resolve) => {
    const tsc = spawn(process.execPath, ['node_modules/typescript-7/bin/tsc', '-p', room], {
      cwd: root,
      stdio: 'inherit',
    });
    tsc.once('exit', (code) => resolve(code === 0));
  });

async function worker(): Promise<boolean> {
  let passed = true;
  for (let room = rooms.shift(); room; room = rooms.shift()) passed = (await check(room)) && passed;
  return passed;
}

const passed = await Promise.all([worker(), worker()]);
process.exit(passed.every(Boolean) ? 0 : 1);
