/** Opens a workspace, starts an extraction and says `stored` once some features are in; its parent then kills it. */
import { openMainSide } from './open-main-side.ts';

const main = await openMainSide();
await main.client['workspaces.open']({ path: process.argv[2]! });
const cohortId = (await main.client['cohorts.list']({}))[0]!.id;
const modelId = (await main.client['models.list']({}))[0]!.id;
await main.client['features.extract']({ cohortId, modelId, engine: 'cpu', batchSize: 1 });
for (;;) {
  const [features] = await main.client['features.list']({ cohortId });
  if ((features?.count ?? 0) > 2) console.log('stored');
  await new Promise((resolve) => setTimeout(resolve, 5));
}
