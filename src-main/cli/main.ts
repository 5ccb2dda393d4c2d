import './node-version.mjs';
import { flushLog } from '../log.ts';
import { runCli, type VerbList } from './run-cli.ts';
import { exitCodes } from './verb.ts';

/** Every verb, in the order of the help. Each is loaded when it is called: none pays for the packages of another. */
const verbs: VerbList = {
  seeds: () => import('./verbs/seeds.ts'),
  patch: () => import('./verbs/patch.ts'),
  model: () => import('./verbs/model.ts'),
  features: () => import('./verbs/features.ts'),
  train: () => import('./verbs/train.ts'),
  import: () => import('./verbs/import.ts'),
  stats: () => import('./verbs/stats.ts'),
  figures: () => import('./verbs/figures.ts'),
  reproduce: () => import('./verbs/reproduce.ts'),
  demo: () => import('./verbs/demo.ts'),
  start: () => import('./verbs/start.ts'),
  serve: () => import('./verbs/serve.ts'),
  doctor: () => import('./verbs/doctor.ts'),
  bench: () => import('./verbs/bench.ts'),
};

const interruption = new AbortController();

/** The first signal asks the verb to finish; a second one does not wait. */
function interrupt(): void {
  if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
  interruption.abort();
}
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);

// The reader of our output may leave early, as `head` does.
process.stdout.on('error', () => process.exit(exitCodes.done));

const code = await runCli(verbs, process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${line}\n`),
  signal: interruption.signal,
});

flushLog();
// A pipe may still hold output: leave when it is taken.
process.stdout.write('', () => process.exit(code));
