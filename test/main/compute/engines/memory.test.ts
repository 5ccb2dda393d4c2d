import { describe, expect, it } from 'vitest';
import { fitBatch, memoryNeed } from '#main/compute/engines/memory.ts';
import type { Architecture } from '#main/models/architecture.ts';

const foundation: Architecture = { depth: 50, width: 128, stemStride: 2, downsampleBias: true, head: null };
const need = memoryNeed(foundation);

describe('memoryNeed', () => {
  it('covers the peaks that were measured for the full encoder: 0.92 GB at batch 1, 1.12 GB at batch 8', () => {
    expect((need.fixedBytes + need.perPatchBytes) / 1e9).toBeGreaterThan(0.92);
    expect((need.fixedBytes + 8 * need.perPatchBytes) / 1e9).toBeGreaterThan(1.12);
    expect((need.fixedBytes + 8 * need.perPatchBytes) / 1e9).toBeLessThan(1.6);
  });
});

describe('fitBatch', () => {
  it('keeps the batch where there is room and lowers it where there is less', () => {
    expect(fitBatch(need, 8, 8e9)).toBe(8);
    expect(fitBatch(need, 8, need.fixedBytes + 3.5 * need.perPatchBytes)).toBe(3);
  });

  it('refuses with the two sizes where not even one patch fits', () => {
    expect(() => fitBatch(need, 8, 0.5e9)).toThrow('needs about 1.0 GB of memory and 0.5 GB are free');
  });
});
