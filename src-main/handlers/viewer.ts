import type { HandlersOf } from '#shared/contract/call.ts';
import type { viewerCalls } from '#shared/contract/viewer.ts';
import { examineSeed } from '../analysis/examine-seed.ts';
import { similarLesions } from '../analysis/similar-lesions.ts';
import { getScan } from '../store/scans.ts';
import { listLesionSaliency, readViewedScan } from '../store/viewed-scan.ts';
import { type MainContext, readDb, sessionOf } from './context.ts';
import { ticketed } from './ticketed.ts';

export const viewerHandlers: HandlersOf<typeof viewerCalls, MainContext> = {
  'viewer.scan': ({ scanId }, context) => {
    const viewed = readViewedScan(readDb(context), scanId);
    return { ...viewed, geometry: viewed.scan.geometry };
  },
  'viewer.release': async ({ scanId }, context) => {
    const { source } = getScan(readDb(context), scanId);
    const holders = [context.viewing, context.examining].filter((pool) => pool.pids().length > 0);
    await Promise.all(holders.map((pool) => pool.run('release-scan', { source })));
    return {};
  },
  'viewer.saliency': ({ lesionId }, context) => listLesionSaliency(readDb(context), lesionId),
  'viewer.examine': async (question, context) => {
    const { modelsFolder, cacheFolder } = sessionOf(context);
    const tools = { db: readDb(context), examining: context.examining, modelsFolder, cacheFolder };
    return ticketed(context, question.ticket, (hooks) => examineSeed(tools, question, hooks));
  },
  'viewer.similar': (request, context) => similarLesions(readDb(context), request),
};
