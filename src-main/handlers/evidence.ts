import { join } from 'node:path';
import { z } from 'zod';
import type { HandlersOf } from '#shared/contract/call.ts';
import type { evidenceCalls } from '#shared/contract/evidence.ts';
import { statistics } from '#shared/statistics/statistics.ts';
import { computeEvidence } from '../analysis/evidence.ts';
import { writeKeptFigure } from '../analysis/figure-export.ts';
import { pictureOf } from '../analysis/figure-picture.ts';
import { keepComputedFigure } from '../analysis/keep-figure.ts';
import { suggestParams } from '../analysis/suggest-params.ts';
import { getFigure, listFigures, removeFigure } from '../store/figures.ts';
import { evidenceTools, type MainContext, readDb, sessionOf, writeDb } from './context.ts';
import { ticketed } from './ticketed.ts';

const shelf = statistics.map(({ id, title, definition, params, group, needs }) => ({
  id,
  title,
  definition,
  group,
  needs: [...needs],
  params: z.toJSONSchema(params, { io: 'input' }) as Record<string, unknown>,
}));

export const evidenceHandlers: HandlersOf<typeof evidenceCalls, MainContext> = {
  'statistics.list': () => shelf,
  'statistics.suggest': ({ source, statisticId }, context) => suggestParams(readDb(context), source, statisticId),
  'statistics.compute': async ({ ticket, ...request }, context) => {
    const tools = { db: readDb(context), ...evidenceTools(context) };
    return (await ticketed(context, ticket, (hooks) => computeEvidence(tools, request, hooks))).figure;
  },
  'statistics.cancel': ({ ticket }, context) => {
    context.computing.get(ticket)?.abort();
    return {};
  },

  'figures.list': ({ cohortId }, context) => listFigures(readDb(context), cohortId),
  'figures.get': ({ figureId }, context) => {
    const { record, figure, params } = getFigure(readDb(context), figureId);
    return { record, figure, params };
  },
  'figures.keep': async ({ title, ...request }, context) => {
    const tools = { db: writeDb(context), ...evidenceTools(context) };
    const record = await keepComputedFigure(tools, { ...request, title, who: context.user });
    context.emit({ name: 'data.changed', payload: { what: 'figures', cohortId: record.cohortId } });
    return record;
  },
  'figures.remove': ({ figureId }, context) => {
    const cohortId = removeFigure(writeDb(context), figureId, context.user);
    context.emit({ name: 'data.changed', payload: { what: 'figures', cohortId } });
    return {};
  },
  'figures.export': async ({ folder: chosen, ...options }, context) => {
    const folder = chosen ?? join(sessionOf(context).exportsFolder, 'figures');
    const { analysis: compute, drawings } = context;
    const never = new AbortController().signal;
    const files = await writeKeptFigure({ db: readDb(context), compute, drawings }, { ...options, folder }, never);
    return { folder, files };
  },
  'figures.copy': async (wanted, context) => {
    const db = readDb(context);
    const { figure } =
      'figureId' in wanted
        ? getFigure(db, wanted.figureId)
        : await computeEvidence({ db, ...evidenceTools(context) }, wanted);
    return pictureOf(figure, context.drawings);
  },
  'drawings.next': (_input, { drawings }) => drawings.next(),
  'drawings.deliver': ({ requestId, result }, { drawings }) => {
    drawings.deliver(requestId, result);
    return {};
  },
};
