import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/numerics/random.ts';
import { grayTest } from '#shared/statistics/competing-risks/gray.ts';
import { logRank } from '#shared/statistics/kaplan-meier/log-rank.ts';
import cmprsk from '#test/reference/survival/gray.json' with { type: 'json' };
import { rejectionBounds } from '../kaplan-meier/reference.ts';

describe("Gray's test", () => {
  it.each(cmprsk.tests)(
    'equals the printed results of cmprsk for $times and groups $groups',
    ({ times, groups, chi, p }) => {
      const source = times === 'first' ? cmprsk.first : cmprsk.second;
      const rows = [...source.keys()].filter((row) => groups.includes(cmprsk.group[row]!));
      const data = {
        times: Float64Array.from(rows, (row) => source[row]!),
        causes: Uint8Array.from(rows, (row) => cmprsk.cause[row]!),
        groups: Int32Array.from(rows, (row) => groups.indexOf(cmprsk.group[row]!)),
        strata: Int32Array.from(rows, (row) => cmprsk.stratum[row]!),
      };
      [1, 2].forEach((cause, i) => {
        const test = grayTest(data, groups.length, cause)!;
        expect(test.degreesOfFreedom).toBe(groups.length - 1);
        expect(test.chiSquare / chi[i]!).toBeCloseTo(1, 6);
        expect(test.p / p[i]!).toBeCloseTo(1, 6);
      });
    },
  );

  it('without competing events and ties has the numerator of the log-rank test, and nearly its p', () => {
    const random = createRandom(6);
    const groups = Int32Array.from({ length: 200 }, (_, i) => i % 2);
    const times = Float64Array.from(groups, (group) => -Math.log(1 - random()) * (1 + 0.3 * group));
    const causes = Uint8Array.from(groups, () => (random() < 0.8 ? 1 : 0));
    const gray = grayTest({ times, causes, groups }, 2, 1)!;
    const plain = logRank(times, causes, groups, 2, 'log-rank').test!;
    expect(Math.abs(gray.p - plain.p)).toBeLessThan(0.02);
  });

  it('has no test without an event of the cause, and no degree of freedom for a group that was never at risk', () => {
    const times = Float64Array.of(1, 2, 3, 4);
    const groups = Int32Array.of(0, 1, 0, 1);
    expect(grayTest({ times, causes: Uint8Array.of(2, 2, 0, 2), groups }, 2, 1)).toBeNull();
    expect(grayTest({ times, causes: Uint8Array.of(1, 1, 0, 1), groups }, 3, 1)?.degreesOfFreedom).toBe(1);
  });

  it('holds its level under the null with unequal groups, ties and few patients, where groups differ in the other cause', () => {
    const random = createRandom(77);
    const runs = 1500;
    let rejected = 0;
    for (let run = 0; run < runs; run++) {
      const groups = Int32Array.from({ length: 110 }, (_, i) => (i < 30 ? 0 : 1));
      const causes = new Uint8Array(110);
      const times = Float64Array.from(groups, (group, i) => {
        // The incidence of cause 1 is the same in both groups; the other cause comes sooner in one of them.
        const isFirst = random() < 0.5;
        const event = Math.ceil(-10 * Math.log(1 - random()) * (isFirst || group === 0 ? 1 : 0.4));
        const end = Math.ceil(40 * random());
        causes[i] = event <= end ? (isFirst ? 1 : 2) : 0;
        return Math.min(event, end);
      });
      if (grayTest({ times, causes, groups }, 2, 1)!.p < 0.05) rejected++;
    }
    const [least, most] = rejectionBounds(runs);
    expect(rejected).toBeGreaterThan(least);
    expect(rejected).toBeLessThan(most);
  });
});
