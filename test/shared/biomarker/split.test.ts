import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nestedSubset, splitPatients } from '#shared/biomarker/split.ts';
import { splitParts } from '#shared/domain/entities.ts';

const fractions = { train: 0.5, tune: 0.25, test: 0.25 };
const ids = (count: number): number[] => Array.from({ length: count }, (_, i) => 100 + i);

describe('splitPatients', () => {
  it('keeps the shares overall and within each stratum', () => {
    const patientIds = ids(200);
    const strata = patientIds.map((id) => (id % 5 === 0 ? 'rare' : 'common'));
    const parts = splitPatients({ patientIds, strata, fractions, seed: 1 });
    const count = (part: string, stratum?: string): number =>
      patientIds.filter((id, i) => parts.get(id) === part && (stratum === undefined || strata[i] === stratum)).length;
    expect(splitParts.map((part) => count(part))).toEqual([100, 50, 50]);
    expect(splitParts.map((part) => count(part, 'rare'))).toEqual([20, 10, 10]);
  });

  it('puts every patient in one part and is within one patient of each share, whatever the strata', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 8, maxLength: 80 }),
        fc.nat(1000),
        (strata, seed) => {
          const patientIds = ids(strata.length);
          const parts = splitPatients({ patientIds, strata, fractions, seed });
          expect([...parts.keys()].sort((a, b) => a - b)).toEqual(patientIds);
          for (const part of splitParts) {
            const count = [...parts.values()].filter((value) => value === part).length;
            expect(Math.abs(count - strata.length * fractions[part])).toBeLessThanOrEqual(1.5);
          }
        },
      ),
    );
  });

  it('depends on the seed and not on the order of the rows; lesions of a patient stay together', () => {
    const patientIds = [...ids(40), ...ids(40)];
    const strata = patientIds.map((id) => id % 2);
    const first = splitPatients({ patientIds, strata, fractions, seed: 3 });
    const turned = splitPatients({
      patientIds: patientIds.toReversed(),
      strata: strata.toReversed(),
      fractions,
      seed: 3,
    });
    expect(first.size).toBe(40);
    expect(turned).toEqual(first);
    expect(splitPatients({ patientIds, strata, fractions, seed: 4 })).not.toEqual(first);
  });

  it('refuses a share of nothing and a cohort too small for three parts', () => {
    expect(() => splitPatients({ patientIds: [1, 2], strata: null, fractions, seed: 1 })).toThrow(
      /2 patients are too few/,
    );
    expect(() =>
      splitPatients({ patientIds: [1, 2, 3], strata: null, fractions: { ...fractions, tune: 0 }, seed: 1 }),
    ).toThrow(/needs a share/);
  });
});

describe('nestedSubset', () => {
  it('has 10 % inside 20 % inside 50 % of the patients, each stratified', () => {
    const patientIds = ids(300);
    const strata = patientIds.map((id) => (id % 3 === 0 ? 'a' : 'b'));
    const take = (fraction: number) => nestedSubset({ patientIds, strata, fraction, seed: 9 });
    const [tenth, fifth, half, all] = [0.1, 0.2, 0.5, 1].map(take);
    expect([tenth!.size, fifth!.size, half!.size, all!.size]).toEqual([30, 60, 150, 300]);
    for (const [small, large] of [
      [tenth!, fifth!],
      [fifth!, half!],
      [half!, all!],
    ] as const) {
      expect([...small].filter((id) => !large.has(id))).toEqual([]);
    }
    expect([...tenth!].filter((id) => id % 3 === 0)).toHaveLength(10);
  });

  it('keeps at least one patient of every stratum and refuses shares outside 0 to 1', () => {
    const kept = nestedSubset({
      patientIds: ids(11),
      strata: [...Array.from({ length: 10 }, () => 'a'), 'b'],
      fraction: 0.1,
      seed: 1,
    });
    expect(kept).toContain(110);
    expect(() => nestedSubset({ patientIds: [1], strata: null, fraction: 0, seed: 1 })).toThrow(/share/);
  });
});
