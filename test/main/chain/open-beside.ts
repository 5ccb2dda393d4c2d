/** Opens a workspace that another process holds and prints what it may do there. */
import { AppError } from '#shared/errors.ts';
import { openMainSide } from './open-main-side.ts';

const main = await openMainSide();
const { readOnly, heldBy } = await main.client['workspaces.open']({ path: process.argv[2]! });
const cohorts = (await main.client['cohorts.list']({})).length;
const refusal = await main.client['cohorts.create']({ name: 'Not allowed' }).catch((error: unknown) =>
  error instanceof AppError ? error.code : 'none',
);
console.log(JSON.stringify({ readOnly, heldBy, cohorts, refusal }));
await main.close();
process.exit(0);
