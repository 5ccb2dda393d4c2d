import { z } from 'zod';
import { cohortIdSchema } from '../domain/ids.ts';
import { jobSchema } from '../job.ts';
import { appCalls, workspaceSchema } from './app.ts';
import { biologyCalls } from './biology.ts';
import type { ClientOf } from './call.ts';
import { cohortCalls } from './cohorts.ts';
import { curationCalls } from './curation.ts';
import { evidenceCalls } from './evidence.ts';
import { importCalls } from './imports.ts';
import { jobCalls } from './jobs.ts';
import { manuscriptCalls } from './manuscript.ts';
import { modelCalls } from './models.ts';
import { packageCalls } from './packages.ts';
import { saliencyCalls } from './saliency.ts';
import { stabilityCalls } from './stability.ts';
import { viewerCalls } from './viewer.ts';

/** Every call between a window (or the command line) and the main side. */
export const contract = {
  ...appCalls,
  ...cohortCalls,
  ...curationCalls,
  ...packageCalls,
  ...viewerCalls,
  ...importCalls,
  ...modelCalls,
  ...biologyCalls,
  ...evidenceCalls,
  ...stabilityCalls,
  ...saliencyCalls,
  ...manuscriptCalls,
  ...jobCalls,
};
export type Contract = typeof contract;
export type CallName = keyof Contract;
export type Client = ClientOf<Contract>;

/** Every event from the main side. Past tense; they announce state and steer nothing. */
export const events = {
  'job.changed': jobSchema,
  /** A job was taken off the list. */
  'jobs.cleared': z.object({}),
  'workspace.changed': workspaceSchema.nullable(),
  /** Something of this kind was written; cohortId null: not of one cohort. */
  'data.changed': z.object({
    what: z.enum([
      'cohorts',
      'lesions',
      'endpoints',
      'splits',
      'seed-checks',
      'models',
      'features',
      'runs',
      'perturbations',
      'saliency',
      'figures',
      'expression',
      'gene-sets',
      'edits',
    ]),
    cohortId: cohortIdSchema.nullable(),
  }),
  /** How far a computation with a ticket is, 0 to 1. */
  'statistic.progressed': z.object({ ticket: z.string(), share: z.number() }),
  /** A figure waits for the drawing page. */
  'drawing.requested': z.object({}),
};
export type Events = typeof events;
export type EventName = keyof Events;
export type EventPayload<N extends EventName> = z.output<Events[N]>;
/** An event as it travels. */
export type WireEvent = { [N in EventName]: { name: N; payload: z.input<Events[N]> } }[EventName];

/**
 * What a shell gives a window: the preload bridge on the desktop, fetch and WebSocket in a browser.
 * `volume` fetches voxel bytes, which never cross the switchboard: see `volume-bytes.ts`.
 */
export interface Bridge {
  call(name: string, input: unknown): Promise<WireReply>;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: unknown) => void): () => void;
  volume(id: string): Promise<ArrayBuffer>;
  /** The path of a file or folder that was dropped on the window (a `File`); absent in browsers, which do not tell. */
  pathOf?(file: unknown): string;
}

export type WireReply =
  | { ok: true; value: unknown }
  | { ok: false; error: z.infer<typeof import('../errors.ts').wireErrorSchema> };
