import type { HandlersOf } from '#shared/contract/call.ts';
import type { viewerCalls } from '#shared/contract/viewer.ts';
import { examineSeed } from '../analysis/examine-seed.ts';
import { similarLesions } from '../analysis/similar-lesions.ts';
import { getScan } from '../store/scans.ts';
import { listLesionSaliency, readViewedScan } from '../store/viewed-scan.ts';
import { type MainContext, readDb, sessionOf } from './context.ts';

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
    const { ticket } = question;
    const controller = new AbortController();
    context.computing.set(ticket, controller);
    const onProgress = (share: number) =>
      context.emit({ name: 'statistic.progressed', payload: { ticket, share: Math.min(1, share) } });
    try {
      const tools = { db: readDb(context), examining: context.examining, modelsFolder, cacheFolder };
      return await examineSeed(tools, question, { signal: controller.signal, onProgress });
    } finally {
      context.computing.delete(ticket);
    }
  },
  'viewer.similar': (request, context) => similarLesions(readDb(context), request),
};
