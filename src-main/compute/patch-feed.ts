import type { WireError } from '#shared/errors.ts';

/** A patch ready for the encoder (50 x 50 x 50, scaled), or why there is none. */
export type FedPatch =
  | { readonly id: number; readonly patch: Float32Array; readonly warnings: string[] }
  | { readonly id: number; readonly error: WireError };

/** Where patches come from; reads ahead within a bound. */
export interface PatchFeed {
  /** Between one and `limit` patches, waiting for the first; none at the end. */
  next(limit: number): Promise<FedPatch[]>;
  close(): Promise<void>;
}
