import type { biologyCalls } from '#shared/contract/biology.ts';
import type { HandlersOf } from '#shared/contract/call.ts';
import { insertExpression, listExpression, listSamplePatients, removeExpression } from '../store/expression.ts';
import { insertGeneSets, listGeneSets, removeGeneSets } from '../store/gene-sets.ts';
import { type MainContext, readDb, writeDb } from './context.ts';

export const biologyHandlers: HandlersOf<typeof biologyCalls, MainContext> = {
  'expression.preview': ({ cohortId, ...reading }, context) => {
    const patients = listSamplePatients(readDb(context), cohortId);
    return context.analysis.run('preview-expression', { ...reading, patients });
  },
  'expression.import': async ({ cohortId, name, unit, ...reading }, context) => {
    const db = writeDb(context);
    const patients = listSamplePatients(db, cohortId);
    const { table, report } = await context.analysis.run('read-expression', { ...reading, patients });
    const record = insertExpression(db, { cohortId, name, unit, ...table, report }, context.user);
    context.emit({ name: 'data.changed', payload: { what: 'expression', cohortId } });
    return record;
  },
  'expression.list': ({ cohortId }, context) => listExpression(readDb(context), cohortId),
  'expression.remove': ({ expressionId }, context) => {
    const cohortId = removeExpression(writeDb(context), expressionId, context.user);
    context.emit({ name: 'data.changed', payload: { what: 'expression', cohortId } });
    return {};
  },
  'geneSets.import': async ({ path, name }, context) => {
    const db = writeDb(context);
    const { sets, sha256, warnings } = await context.analysis.run('read-gene-sets', { path });
    const record = insertGeneSets(db, { name, sets, sha256 }, context.user);
    context.emit({ name: 'data.changed', payload: { what: 'gene-sets', cohortId: null } });
    return { record, warnings: [...warnings] };
  },
  'geneSets.list': (_input, context) => listGeneSets(readDb(context)),
  'geneSets.remove': ({ geneSetsId }, context) => {
    removeGeneSets(writeDb(context), geneSetsId, context.user);
    context.emit({ name: 'data.changed', payload: { what: 'gene-sets', cohortId: null } });
    return {};
  },
};
