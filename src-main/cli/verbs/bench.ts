import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppError } from '#shared/errors.ts';
import { appFolder } from '../../app-folder.ts';
import { exitCodes, parseOptions, type Verb } from '../verb.ts';

/** The benchmarks lie beside the tests and are not shipped. */
const runner = join(appFolder, 'test/bench/run.ts');

export const verb: Verb = {
  name: 'bench',
  summary: 'Measures this machine, as ratios to a peer in the same run. Needs a source checkout.',
  usage: `[NAME ...]

  NAME  Runs these benchmarks alone; without: all, which takes some minutes.`,
  async run(args, io) {
    const { positionals } = parseOptions(args, {}, { min: 0, max: 100 });
    if (!existsSync(runner))
      throw new AppError(
        'unsupported',
        'The benchmarks are not part of the installed program. Run them from a source checkout.',
      );
    const { runBenchmarks } = (await import(pathToFileURL(runner).href)) as {
      runBenchmarks(names: readonly string[], print: (line: string) => void): Promise<boolean>;
    };
    return (await runBenchmarks(positionals, io.out)) ? exitCodes.done : exitCodes.someFailed;
  },
};
