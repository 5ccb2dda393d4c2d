import type { appCalls } from '#shared/contract/app.ts';
import { workspace } from '../examples.ts';
import { listOf, nothing, type PayloadsOf, without } from '../payload.ts';

const info = {
  version: '0.1.0',
  shell: 'server',
  user: 'reader',
  workspace: null,
  suggestedFolder: '/home/reader/Seedpoint',
};
const engine = { id: 'cpu', label: 'ONNX Runtime, CPU', use: 'features', available: true, reason: 'Always there.' };
const recent = { path: '/work/lung', name: 'Lung', openedAt: '2026-11-23T18:00:00.000Z', present: true };
const pick = { what: 'file', title: 'Choose a table', extensions: ['csv'] };
const folder = {
  path: '/scans',
  parent: '/',
  entries: [{ name: 'ct', path: '/scans/ct', directory: true, sizeBytes: null }],
  truncated: false,
};
const workspaceOutput = {
  valid: [workspace, { ...workspace, readOnly: true, heldBy: 'pid 12 on ward-3' }],
  refused: [null, without(workspace, 'readOnly')],
} as const;

export const appPayloads: PayloadsOf<keyof typeof appCalls> = {
  'app.info': {
    input: nothing,
    output: {
      valid: [info, { ...info, workspace }],
      refused: [{ ...info, shell: 'phone' }, without(info, 'workspace'), { ...info, workspace: {} }],
    },
  },
  'app.engines': { input: nothing, output: listOf(engine, { ...engine, use: 'heating' }) },
  'workspaces.recent': { input: nothing, output: listOf(recent, without(recent, 'present')) },
  'workspaces.open': {
    input: { valid: [{ path: '/work/lung' }], refused: [{}, { path: '' }, { path: 3 }] },
    output: workspaceOutput,
  },
  'workspaces.create': {
    input: {
      valid: [{ path: '/work/lung', name: ' Lung ' }],
      refused: [{ path: '/work/lung', name: '  ' }, { path: '/work/lung', name: 'x'.repeat(121) }, { name: 'Lung' }],
    },
    output: workspaceOutput,
  },
  'workspaces.close': { input: nothing, output: nothing },
  'workspaces.demo': {
    input: { valid: [{}, { path: '/tmp/demo' }], refused: [{ path: '' }, { path: null }] },
    output: {
      valid: [{ workspace, jobId: 1 }],
      refused: [{ workspace }, { workspace, jobId: 0 }, { workspace: null, jobId: 1 }],
    },
  },
  'files.pick': {
    input: {
      valid: [pick, without(pick, 'extensions')],
      refused: [{ ...pick, what: 'printer' }, without(pick, 'title'), { ...pick, extensions: 'csv' }],
    },
    output: {
      valid: [
        { path: null, native: false },
        { path: '/a.csv', native: true },
      ],
      refused: [{ native: true }, { path: 1, native: true }],
    },
  },
  'files.list': {
    input: { valid: [{}, { path: '/scans', extensions: ['csv'] }], refused: [{ path: 7 }, { extensions: [1] }] },
    output: {
      valid: [folder, { ...folder, parent: null, entries: [] }],
      refused: [without(folder, 'entries'), { ...folder, entries: [{ name: 'ct' }] }],
    },
  },
};
