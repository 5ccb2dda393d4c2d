/**
 * `npm run bench [-- NAME ...]`: every benchmark in a process of its own, one after the other, each beside its peer in
 * the same run. Read the ratios; the absolute figures are those of the machine and of what else it was doing.
 */
import { fork } from 'node:child_process';
import { availableParallelism, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

export interface Benchmark {
  readonly name: string;
  run(): Promise<readonly { label: string; value: string }[]>;
}

const loaders: Record<string, () => Promise<{ bench: Benchmark }>> = {
  encoder: () => import('./encoder.ts'),
  chain: () => import('./chain.ts'),
  dicom: () => import('./dicom.ts'),
  volumes: () => import('./volumes.ts'),
  store: () => import('./store.ts'),
  viewer: () => import('./viewer.ts'),
  switchboard: () => import('./switchboard.ts'),
  'over-representation': () => import('./over-representation.ts'),
  'kaplan-meier': () => import('./kaplan-meier.ts'),
  permutation: () => import('./permutation.ts'),
  embedding: () => import('./embedding.ts'),
  start: () => import('./start.ts'),
  resampling: () => import('./resampling.ts'),
  cox: () => import('./cox.ts'),
  manuscript: () => import('./manuscript.ts'),
  twins: () => import('./twins.ts'),
  'training-step': () => import('./training-step.ts'),
};

type Reply = { rows: { label: string; value: string }[] } | { failure: string };

/** Runs the named benchmarks, or all; false when one of them failed. */
export async function runBenchmarks(names: readonly string[], print: (line: string) => void): Promise<boolean> {
  const unknown = names.filter((name) => !Object.hasOwn(loaders, name));
  if (unknown.length > 0) {
    print(`There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(loaders).join(', ')}.`);
    return false;
  }
  print(`${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}`);
  let passed = true;
  for (const name of names.length > 0 ? names : Object.keys(loaders)) {
    print(`\n${name}`);
    const reply = await inOwnProcess(name);
    if ('failure' in reply) {
      print(`  failed: ${reply.failure}`);
      passed = false;
      continue;
    }
    const width = Math.max(...reply.rows.map(({ label }) => label.length));
    for (const { label, value } of reply.rows) print(`  ${label.padEnd(width)}  ${value}`);
  }
  return passed;
}

function inOwnProcess(name: string): Promise<Reply> {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(import.meta.url), ['--one', name]);
    child.once('message', (reply) => resolve(reply as Reply));
    child.once('exit', (code) => resolve({ failure: `its process ended with ${code}` }));
  });
}

async function runOne(name: string): Promise<void> {
  const reply: Reply = await loaders[name]!()
    .then(async ({ bench }) => ({ rows: [...(await bench.run())] }))
    .catch((error: unknown) => ({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }));
  process.send?.(reply, () => process.exit(0));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  if (args[0] === '--one') await runOne(args[1]!);
  else process.exitCode = (await runBenchmarks(args, (line) => console.log(line))) ? 0 : 1;
}
