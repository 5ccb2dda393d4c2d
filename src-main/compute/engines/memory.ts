import { type Architecture, blocks, outputEdge, parameterCount, stem } from '#main/models/architecture.ts';
import { AppError } from '#shared/errors.ts';
import { patchEdge } from '#shared/imaging/profiles.ts';

const floatBytes = 4;
/** Node, ONNX Runtime and the readers before any weights: measured 110 MB. */
const processBytes = 130e6;
/** Peak of loading over the bytes of the weights: measured 1.09 for the full encoder on the CPU. */
const loadFactor = 1.15;
/** What ONNX Runtime's arena holds over the maps that are alive at once: measured 39 MB a patch for the full encoder. */
const arenaFactor = 4;

export interface MemoryNeed {
  /** Whatever the batch is. */
  readonly fixedBytes: number;
  readonly perPatchBytes: number;
}

/** Main memory that an encoder takes on the CPU, from the sizes of its maps. */
export function memoryNeed(architecture: Architecture): MemoryNeed {
  const mapBytes = (channels: number, edge: number): number => channels * edge ** 3 * floatBytes;
  const first = stem(architecture);
  let edge = outputEdge(patchEdge, first.stride);
  let alive = mapBytes(1, patchEdge) + mapBytes(first.outputs, edge);
  let columns = mapBytes(first.kernel ** 3, edge);
  edge = outputEdge(edge, 2);
  for (const { convolutions } of blocks(architecture)) {
    const entry = mapBytes(convolutions[0]?.inputs ?? 0, edge);
    for (const [index, { inputs, outputs, kernel, stride }] of convolutions.entries()) {
      const after = outputEdge(edge, stride);
      const held = index === 0 ? 0 : entry;
      alive = Math.max(alive, held + mapBytes(inputs, edge) + mapBytes(outputs, after));
      if (kernel > 1) columns = Math.max(columns, mapBytes(inputs * kernel ** 3, after));
      edge = after;
    }
  }
  return {
    fixedBytes: processBytes + parameterCount(architecture) * floatBytes * loadFactor + columns,
    perPatchBytes: alive * arenaFactor,
  };
}

/** The largest batch up to `wanted` that fits into `availableBytes`; refuses with `device` where not even one does. */
export function fitBatch(need: MemoryNeed, wanted: number, availableBytes: number): number {
  const fits = Math.floor((availableBytes - need.fixedBytes) / need.perPatchBytes);
  if (fits < 1) {
    throw new AppError(
      'device',
      `This model needs about ${inGigabytes(need.fixedBytes + need.perPatchBytes)} GB of memory and ${inGigabytes(availableBytes)} GB are free. Close other programs, or run on a machine with more memory.`,
    );
  }
  return Math.min(wanted, fits);
}

const inGigabytes = (bytes: number): string => (Math.max(0, bytes) / 1e9).toFixed(1);
