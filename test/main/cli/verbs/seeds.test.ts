import { describe, expect, it } from 'vitest';
import { findSeeds, verb } from '#main/cli/verbs/seeds.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';

const { signal } = new AbortController();

async function run(...args: string[]) {
  const [out, notes]: [string[], string[]] = [[], []];
  const code = await verb.run(args, { out: (line) => out.push(line), note: (line) => notes.push(line), signal });
  return { code, out: out.join('\n'), notes: notes.join('\n') };
}

describe.skipIf(!hasSharedData)('seedpoint seeds', () => {
  it('prints the verified centroid of the IBSI patient as JSON', async () => {
    const { code, out } = await run(sharedData('ibsi-lung-ct/dicom'), '--roi', 'GTV-1', '--json');
    const [seed] = JSON.parse(out);
    expect(code).toBe(0);
    expect(Object.keys(seed)).toEqual(['patientId', 'roi', 'voxels', 'volumeMm3', 'centroidMm', 'warnings']);
    expect(seed).toMatchObject({ roi: 'GTV-1', voxels: 125_256 });
    [-74.485, 16.333, -18.743].forEach((value, axis) =>
      expect(Math.abs(seed.centroidMm[axis] - value)).toBeLessThan(0.01),
    );
  });

  it('finds segments of a DICOM SEG', async () => {
    const { seeds } = await findSeeds(sharedData('dicom-seg'), null, signal);
    expect(seeds).toMatchObject([{ roi: 'Liver', voxels: 107_098 }]);
  });

  it('lists what failed and exits with 1', async () => {
    const { code, notes } = await run(sharedData('rtstruct-multiroi'));
    expect(code).toBe(1);
    expect(notes).toMatch(/rtss.dcm: .*single slice/);
  });

  it('names the regions that there are when the wanted one is not', async () => {
    await expect(run(sharedData('ibsi-lung-ct/dicom'), '--roi', 'GTVp')).rejects.toThrow(
      'No region is called "GTVp". There are: GTV-1.',
    );
  });
});
