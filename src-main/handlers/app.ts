import { homedir } from 'node:os';
import { join } from 'node:path';
import type { appCalls } from '#shared/contract/app.ts';
import type { HandlersOf } from '#shared/contract/call.ts';
import { appVersion } from '../app-folder.ts';
import { listRecent } from '../store/recent.ts';
import { createWorkspace, openWorkspace, workspaceFolder } from '../store/workspace.ts';
import { type MainContext, queueOf } from './context.ts';
import { freshFolder, listFolder } from './folders.ts';
import { describeWorkspace } from './workspace-info.ts';

const suggestedFolder = (): string => join(homedir(), 'Seedpoint');

/** Patients of the demo: enough for a split into three, quick enough to watch. */
const demoPatients = 150;
const demoSeed = 2024;

export const appHandlers: HandlersOf<typeof appCalls, MainContext> = {
  'app.info': (_input, context) => ({
    version: appVersion,
    shell: context.shell.kind,
    user: context.user,
    workspace: context.workspace && describeWorkspace(context.workspace.session),
    suggestedFolder: suggestedFolder(),
  }),
  'app.engines': (_input, context) => context.analysis.run('list-engines', null),
  'workspaces.recent': () => listRecent(),
  'workspaces.open': ({ path }, context) =>
    context.openSession((current) => (current?.path === workspaceFolder(path) ? current : openWorkspace(path))),
  'workspaces.create': ({ path, name }, context) => context.openSession(() => createWorkspace(path, name)),
  'workspaces.close': async (_input, context) => {
    await context.closeSession();
    return {};
  },
  'workspaces.demo': async ({ path }, context) => {
    const folder = path ?? freshFolder(join(suggestedFolder(), 'demo'));
    const workspace = await context.openSession(() => createWorkspace(folder, 'Seedpoint demo'));
    const input = { patients: demoPatients, seed: demoSeed };
    return { workspace, jobId: queueOf(context).submit('demo', input, 'Demo: from phantom scans to a figure') };
  },
  'files.pick': async (request, { shell }) =>
    shell.pick ? { path: await shell.pick(request), native: true } : { path: null, native: false },
  'files.list': ({ path, extensions }) => listFolder(path ?? homedir(), extensions),
};
