import { basename, resolve } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { reproduce } from '../../analysis/reproduce.ts';
import { forkCompute } from '../../compute/fork.ts';
import { createComputePool } from '../../compute/pool.ts';
import { type Receipt, receiptSchema } from '../../export/receipt.ts';
import { openWorkspace } from '../../store/workspace.ts';
import { readText } from '../read-table.ts';
import { exitCodes, parseOptions, printJson, requiredOption, type Verb } from '../verb.ts';

export const verb: Verb = {
  name: 'reproduce',
  summary: 'Computes an exported figure again from its receipt and says whether it is equal, or what differs.',
  usage: `<receipt.json> --workspace FOLDER [--json]

  <receipt.json>      The receipt that was written beside a figure or table.
  --workspace FOLDER  The workspace with the data. Nothing in it is changed.
  --json              Prints { figure, isEqual, parts: [{ statistic, isEqual, differences, values }] }.

Exit code 0: everything is equal; 1: something differs.`,
  async run(args, io) {
    const { values, positionals } = parseOptions(
      args,
      { workspace: { type: 'string' }, json: { type: 'boolean' } },
      { min: 1, max: 1 },
    );
    const receipt = await readReceipt(positionals[0]!);
    const session = openWorkspace(resolve(requiredOption('workspace', values.workspace)));
    const compute = createComputePool(() => forkCompute(), 1);
    try {
      const parts = await reproduce(receipt, { db: session.db, compute }, io.signal);
      const isEqual = parts.every((part) => part.isEqual);
      if (values.json) printJson(io, { figure: receipt.figure.title, isEqual, parts });
      else {
        io.out(`${receipt.figure.title}: ${isEqual ? 'equal' : 'not equal'}`);
        for (const part of parts) {
          io.out(`  ${part.statistic}: ${part.isEqual ? 'equal' : 'differs'}`);
          for (const difference of part.differences) io.out(`    ${difference}`);
          for (const { label, before, now } of part.values) io.out(`    ${label}: ${before} then, ${now} now`);
        }
      }
      return isEqual ? exitCodes.done : exitCodes.someFailed;
    } finally {
      compute.close();
      session.close();
    }
  },
};

async function readReceipt(path: string): Promise<Receipt> {
  try {
    return receiptSchema.parse(JSON.parse(await readText(path)));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('unreadable-file', `${basename(path)} is not a receipt of this version of Seedpoint.`, {
      cause: error,
    });
  }
}
