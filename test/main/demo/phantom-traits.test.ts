import { describe, expect, it } from 'vitest';
import { phantomExpression } from '#main/demo/phantom-expression.ts';
import { phantomSites, phantomTraits } from '#main/demo/phantom-traits.ts';

const cohort = Array.from({ length: 3000 }, (_, n) => phantomTraits(5, n + 1));

/** Share of pairs (one of each class) that the score puts in the right order; ties count half. */
function auc(scores: readonly number[], positive: readonly boolean[]): number {
  const order = scores.map((score, n) => ({ score, positive: positive[n] })).sort((a, b) => a.score - b.score);
  let [below, right] = [0, 0];
  for (const { positive: isPositive } of order) {
    if (isPositive) right += below;
    else below++;
  }
  return right / (below * (order.length - below));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the traits of the phantoms', () => {
  it('are the same for the same seed and number, and differ otherwise', () => {
    expect(phantomTraits(5, 17)).toEqual(phantomTraits(5, 17));
    expect(phantomTraits(6, 17).drawingSeed).not.toBe(phantomTraits(5, 17).drawingSeed);
    expect(new Set(cohort.map(({ drawingSeed }) => drawingSeed)).size).toBe(cohort.length);
  });

  it('let malignancy be learnt from the image, but not perfectly', () => {
    const malignant = cohort.map((traits) => traits.malignant);
    expect(mean(malignant.map(Number))).toBeCloseTo(0.5, 1);
    const best = auc(
      cohort.map(({ risk }) => risk),
      malignant,
    );
    expect(best).toBeGreaterThan(0.86);
    expect(best).toBeLessThan(0.92);
    const bySize = auc(
      cohort.map(({ diameterMm }) => diameterMm),
      malignant,
    );
    expect(bySize).toBeGreaterThan(0.65);
    expect(bySize).toBeLessThan(best - 0.05);
  });

  it('let the risk that shows in the image shorten survival', () => {
    const horizon = 730;
    const known = cohort.filter(({ survivalDays, died }) => died || survivalDays > horizon);
    const dead = known.map(({ survivalDays, died }) => died && survivalDays <= horizon);
    const byRisk = auc(
      known.map(({ risk }) => risk),
      dead,
    );
    expect(byRisk).toBeGreaterThan(0.65);
    expect(byRisk).toBeLessThan(0.8);
    const deaths = mean(cohort.map(({ died }) => Number(died)));
    expect(deaths).toBeGreaterThan(0.4);
    expect(deaths).toBeLessThan(0.75);
    expect(
      cohort.every(({ survivalDays }) => Number.isInteger(survivalDays) && survivalDays >= 1 && survivalDays <= 2200),
    ).toBe(true);
  });

  it('cover the sites, sizes and scanner settings that a cohort has', () => {
    for (const site of phantomSites)
      expect(cohort.filter((traits) => traits.site === site).length).toBeGreaterThan(200);
    const diameters = cohort.map(({ diameterMm }) => diameterMm);
    expect(Math.min(...diameters)).toBeGreaterThan(5);
    expect(Math.max(...diameters)).toBeLessThan(37);
    expect(new Set(cohort.map(({ spacingMm }) => spacingMm[2]))).toEqual(new Set([1.5, 2, 2.5, 3]));
    expect(cohort.every(({ malignant, stage }) => malignant === (stage !== null))).toBe(true);
  });

  it('show in the expression modules that they drive, and not in the others', () => {
    const { labels, genes } = phantomExpression(5, cohort);
    expect(labels.length / cohort.length).toBeCloseTo(0.8, 1);
    const byLabel = new Map(cohort.map((traits) => [traits.label, traits]));
    const malignant = labels.map((label) => byLabel.get(label)?.malignant ?? false);
    const aucOf = (name: string) => auc([...(genes.find((gene) => gene.name === name)?.values ?? [])], malignant);
    expect(aucOf('DEMO-PROLIF-001')).toBeGreaterThan(0.7);
    expect(Math.abs(aucOf('DEMO-OTHER-001') - 0.5)).toBeLessThan(0.05);
  });
});
