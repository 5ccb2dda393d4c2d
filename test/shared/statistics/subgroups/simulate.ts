import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { tableFromRecords } from '#shared/statistics/data-table.ts';

/** Patients whose score works alike in all sites, which differ in size and in level of outcome. */
export function nullTable(seed: number, count: number) {
  const random = createRandom(seed);
  return tableFromRecords(
    Array.from({ length: count }, () => {
      const site = random() < 0.6 ? 'A' : random() < 0.6 ? 'B' : 'C';
      const truth = randomNormal(random);
      const score = Math.round(5 * (truth + randomNormal(random))) / 10;
      const shift = site === 'A' ? 0 : 0.4;
      const time = Math.ceil(-Math.log(1 - random()) * 15 * Math.exp(-0.6 * score - shift));
      const end = Math.ceil(random() * 40);
      return {
        site,
        score,
        y: random() < 1 / (1 + Math.exp(-(1.2 * score + shift))) ? 1 : 0,
        time: Math.min(time, end),
        event: time <= end ? 1 : 0,
      };
    }),
  );
}
