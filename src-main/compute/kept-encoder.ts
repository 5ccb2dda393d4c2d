import { type Encoder, type EncoderOptions, openEncoder } from './engines/encoder.ts';

let kept: { readonly key: string; readonly encoder: Encoder } | null = null;

/** The encoder of a model, loaded unless it is loaded already; the one before is let go. The caller does not close it. */
export async function keptEncoder(options: EncoderOptions): Promise<Encoder> {
  const { modelFolder, engine } = options;
  const key = JSON.stringify([modelFolder, engine]);
  if (kept?.key === key) return kept.encoder;
  await kept?.encoder.close();
  kept = null;
  const encoder = await openEncoder(options);
  kept = { key, encoder };
  return encoder;
}
