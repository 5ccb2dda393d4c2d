import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ComputePort } from './pool.ts';
import type { FromCompute } from './task.ts';

/**
 * The compute process's entry: the source beside this file, or its bundle beside the bundle this file is in. Of a
 * packaged app the unpacked copy, since threads and native code cannot start inside an asar archive.
 */
export const computeEntry = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './process.ts' : './compute.js', import.meta.url),
).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');

/** A compute process forked by Node. Typed arrays cross by structured clone. */
export function forkCompute(entry: string = computeEntry): ComputePort {
  const child = fork(entry, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return {
    // What could not be sent was for a process that is gone, and its exit is about to be heard.
    send: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage: (listener) => child.on('message', (message) => listener(message as FromCompute)),
    onExit: (listener) => {
      child.once('exit', (code, signal) => listener(signal ? `signal ${signal}` : `exit code ${code}`));
      // One that could not be started has no exit.
      child.on('error', ({ message }) => {
        if (child.pid === undefined) listener(message);
      });
    },
    kill: () => child.kill('SIGKILL'),
    pid: child.pid,
  };
}
