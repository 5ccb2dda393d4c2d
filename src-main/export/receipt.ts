import { createHash } from 'node:crypto';
import { z } from 'zod';
import { statisticSourceSchema } from '#shared/domain/source.ts';
import { figureSchema } from '#shared/figure.ts';
import { profileIds } from '#shared/imaging/profiles.ts';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

const runFactsSchema = z.object({
  name: z.string(),
  seed: z.number().int(),
  fraction: z.number(),
  chosenC: z.number(),
});

/** What a figure was made from: told by the caller of an export. */
export const provenanceSchema = z.object({
  appVersion: z.string(),
  /** `codeHash()` of the program that computed the figure. */
  codeSha256: sha256Schema,
  /** When the figure was kept (ISO 8601); also the date inside the PDF. */
  keptAt: z.iso.datetime(),
  /** Where the table came from, by the ids of this workspace: what `reproduce` reads again. */
  source: statisticSourceSchema,
  statistic: z.object({ id: z.string(), params: z.record(z.string(), z.unknown()) }),
  /** `hashTable()` of the table the statistic read. */
  data: z.object({ sha256: sha256Schema, rowCount: z.number().int() }),
  /** The model whose features or predictions the figure shows; null where there is none. */
  model: z
    .object({
      name: z.string(),
      sha256: z.string(),
      trained: z.boolean(),
      profile: z.enum(profileIds),
      engine: z.string(),
    })
    .nullable(),
  /** The biomarker run whose predictions the figure shows. */
  run: runFactsSchema.nullable(),
  /** The further runs of a comparison. */
  comparedRuns: z.array(runFactsSchema).default([]),
});
export type Provenance = z.infer<typeof provenanceSchema>;

/** The receipt that lies beside every exported figure. The same figure, exported again, gives the same receipt. */
export const receiptSchema = provenanceSchema.extend({
  format: z.literal('seedpoint-receipt-1'),
  /** The seed among the statistic's parameters, if it takes one. */
  seed: z.number().int().nullable(),
  figure: figureSchema
    .pick({ id: true, title: true, sizeMm: true, values: true, caption: true, methods: true, warnings: true })
    .extend({
      /** Of the whole figure, every mark included, as canonical JSON. */
      sha256: sha256Schema,
    }),
  files: z.array(z.object({ name: z.string(), bytes: z.number().int(), sha256: sha256Schema })),
});
export type Receipt = z.infer<typeof receiptSchema>;

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** JSON with the keys of every object in code-unit order: equal values give equal text. */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, sortKeys);

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
