import { z } from 'zod';
import { jobIdSchema } from '../domain/ids.ts';
import { call } from './call.ts';

export const workspaceSchema = z.object({
  path: z.string(),
  name: z.string(),
  /** True where another process holds the workspace: nothing can be changed here. */
  readOnly: z.boolean(),
  /** Who holds it, for a read-only one, e.g. `pid 4211 on ward-3`. */
  heldBy: z.string().nullable(),
});
export type Workspace = z.infer<typeof workspaceSchema>;

export const engineReportSchema = z.object({
  id: z.string(),
  label: z.string(),
  /** What it is for: features (ONNX Runtime) or training (TensorFlow.js). */
  use: z.enum(['features', 'training']),
  available: z.boolean(),
  /** Why it is or is not taken. */
  reason: z.string(),
});
export type EngineReport = z.infer<typeof engineReportSchema>;

const nothing = z.object({});
const fileEntrySchema = z.object({
  name: z.string(),
  path: z.string(),
  directory: z.boolean(),
  sizeBytes: z.number().nullable(),
});

export const appCalls = {
  'app.info': call(
    nothing,
    z.object({
      version: z.string(),
      shell: z.enum(['desktop', 'server']),
      user: z.string(),
      workspace: workspaceSchema.nullable(),
      /** Folder proposed for a new workspace. */
      suggestedFolder: z.string(),
    }),
  ),
  'app.engines': call(nothing, z.array(engineReportSchema)),
  'workspaces.recent': call(
    nothing,
    z.array(z.object({ path: z.string(), name: z.string(), openedAt: z.string(), present: z.boolean() })),
  ),
  'workspaces.open': call(z.object({ path: z.string().min(1) }), workspaceSchema),
  'workspaces.create': call(
    z.object({ path: z.string().min(1), name: z.string().trim().min(1).max(120) }),
    workspaceSchema,
  ),
  'workspaces.close': call(nothing, nothing),
  /** Makes a workspace with the phantom cohort and starts the demo job in it. */
  'workspaces.demo': call(
    z.object({ path: z.string().min(1).optional() }),
    z.object({ workspace: workspaceSchema, jobId: jobIdSchema }),
  ),
  /** The native file dialog on the desktop; `null` where there is none (use `files.list`) or the user gave up. */
  'files.pick': call(
    z.object({
      what: z.enum(['file', 'folder', 'save']),
      title: z.string(),
      extensions: z.array(z.string()).default([]),
    }),
    z.object({ path: z.string().nullable(), native: z.boolean() }),
  ),
  /** One folder of the machine that runs the main side; absent path: the home folder. */
  'files.list': call(
    z.object({ path: z.string().optional(), extensions: z.array(z.string()).default([]) }),
    z.object({
      path: z.string(),
      parent: z.string().nullable(),
      entries: z.array(fileEntrySchema),
      truncated: z.boolean(),
    }),
  ),
};
