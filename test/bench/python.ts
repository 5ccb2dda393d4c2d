import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The environment variable that names the Python with the peers (numpy, scipy, scikit-learn, lifelines, ...). */
const variable = 'SEEDPOINT_BENCH_PYTHON';

/**
 * Runs a Python script once with `input` as JSON on its standard input and parses the JSON that it prints. Where no
 * Python is named it says so on standard error and gives null, so that a benchmark still shows our own times. The
 * script times its work by itself: starting Python and importing packages must not count.
 * @param script path or file URL, e.g. `new URL('resampling.py', import.meta.url)`
 */
export async function runPython<Result>(script: string | URL, input: unknown): Promise<Result | null> {
  const python = process.env[variable];
  if (!python) {
    console.error(`  (no Python beside it: set ${variable} to one with numpy, scipy, scikit-learn and lifelines)`);
    return null;
  }
  const path = script instanceof URL ? fileURLToPath(script) : script;
  const child = spawn(python, [path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const printed: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
  child.stdin.end(JSON.stringify(input));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${path} ended with ${code}`);
  return JSON.parse(Buffer.concat(printed).toString('utf8')) as Result;
}

/** `0.21 s; Python 1.9 s; 9.0x`: a row of a benchmark; Python's part is left out where there was none. */
export function besidePython(seconds: number, pythonSeconds: number | undefined): string {
  const ours = `${seconds.toPrecision(3)} s`;
  if (pythonSeconds === undefined) return ours;
  return `${ours}; Python ${pythonSeconds.toPrecision(3)} s; ${(pythonSeconds / seconds).toFixed(1)}x`;
}
