import type { EncoderTimes } from './encoder-child.ts';
import { cacheFolder, fullEncoder, inChild, operationsPerPatch } from './full-encoder.ts';

/** The full 184,477,824-parameter encoder with random weights beside this machine's own matrix product. */
export const bench = {
  name: 'encoder',
  async run(): Promise<{ label: string; value: string }[]> {
    const modelFolder = await fullEncoder();
    const times = await inChild<EncoderTimes>('./encoder-child.ts', { modelFolder, cacheFolder });
    const encoderRate = operationsPerPatch / times.patchSeconds / 1e9;
    const gemmRate = times.gemmOperations / times.gemmSeconds / 1e9;
    return [
      { label: 'Patches a second', value: (1 / times.patchSeconds).toFixed(2) },
      { label: 'Encoder, GFLOP/s', value: encoderRate.toFixed(0) },
      { label: 'Large Gemm on this machine, GFLOP/s', value: gemmRate.toFixed(0) },
      { label: 'Encoder as a share of Gemm (hold 0.9)', value: times.share.toFixed(2) },
      { label: 'Peak memory, GB (under 1.6)', value: (times.peakBytes / 1e9).toFixed(2) },
      { label: 'Loading, s', value: times.loadSeconds.toFixed(1) },
      { label: 'Engine', value: times.engine },
    ];
  },
};
