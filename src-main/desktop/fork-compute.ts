import { utilityProcess } from 'electron';
import { computeEntry } from '../compute/fork.ts';
import type { ComputePort } from '../compute/pool.ts';
import type { FromCompute } from '../compute/task.ts';

/** A compute process as a utility process of Electron: named in the task manager, gone with the app. */
export function forkUtilityProcess(): ComputePort {
  const child = utilityProcess.fork(computeEntry, [], { serviceName: 'Seedpoint compute', stdio: 'inherit' });
  return {
    send: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', (message: FromCompute) => listener(message)),
    onExit: (listener) => child.once('exit', (code) => listener(`exit code ${code}`)),
    kill() {
      if (child.pid === undefined) child.once('spawn', () => killNow(child.pid));
      else killNow(child.pid);
    },
    get pid() {
      return child.pid;
    },
  };
}

/** The child's own `kill` asks politely and may be ignored by native code. */
function killNow(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // It has just died by itself, and its exit is about to be heard.
  }
}
