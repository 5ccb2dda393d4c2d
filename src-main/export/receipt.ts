import { createHash } from 'node:crypto';
import { z } from 'zod';
import { featureProfiles } from '#shared/domain/entities.ts';
import { statisticSourceSchema } from '#shared/domain/source.ts';
import { type Figure, figureSchema } from '#shared/figure.ts';

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
      profile: z.enum(featureProfiles),
      engine: z.string(),
    })
    .nullable(),
  /** The biomarker run whose predictions the figure shows. */
  run: runFactsSchema.nullable(),
  /** The further runs of a comparison. */
  comparedRuns: z.array(runFactsSchema).default([]),
});
export type Provenance = z.infer<typeof provenanceSchema>;

/** A figure of one statistic, or the part of a composed figure that one statistic gave. */
export interface ReceiptPart {
  readonly provenance: Provenance;
  readonly figure: Figure;
}

const partSchema = provenanceSchema.extend({
  /** The seed among the statistic's parameters, if it takes one. */
  seed: z.number().int().nullable(),
  /** `figureHash()` of what this statistic gave, before it was placed on a page. */
  figureSha256: sha256Schema,
  values: figureSchema.shape.values,
});

/**
 * The receipt that lies beside every exported figure. The same figure, exported again, gives the same receipt.
 * `seedpoint reproduce` computes its parts again and compares.
 */
export const receiptSchema = z.object({
  format: z.literal('seedpoint-receipt-2'),
  figure: figureSchema
    .pick({ id: true, title: true, sizeMm: true, caption: true, methods: true, warnings: true })
    .extend({ sha256: sha256Schema }),
  parts: z.array(partSchema).min(1),
  files: z.array(z.object({ name: z.string(), bytes: z.number().int(), sha256: sha256Schema })),
});
export type Receipt = z.infer<typeof receiptSchema>;

export function makeReceipt(
  figure: Figure,
  parts: readonly ReceiptPart[],
  files: readonly { name: string; bytes: Uint8Array }[],
): Receipt {
  const receipt: z.input<typeof receiptSchema> = {
    format: 'seedpoint-receipt-2',
    figure: { ...figure, sha256: figureHash(figure) },
    parts: parts.map(({ provenance, figure: of }) => {
      const { seed } = provenance.statistic.params;
      return {
        ...provenance,
        seed: typeof seed === 'number' ? seed : null,
        figureSha256: figureHash(of),
        values: of.values,
      };
    }),
    files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length, sha256: sha256(bytes) })),
  };
  return receiptSchema.parse(receipt);
}

/** Of every mark, number and text; lesion ids, which differ between workspaces, do not enter. */
export const figureHash = (figure: Figure): string =>
  sha256(canonicalJson(JSON.parse(JSON.stringify(figure, (key, value) => (key === 'subject' ? undefined : value)))));

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** JSON with the keys of every object in code-unit order: equal values give equal text. */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, sortKeys);

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
