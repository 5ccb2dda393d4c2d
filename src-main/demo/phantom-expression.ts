import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import type { PhantomTraits } from './phantom-traits.ts';

/** log2 expression, genes in rows. */
export interface PhantomExpression {
  readonly labels: readonly string[];
  readonly genes: readonly { name: string; values: readonly number[] }[];
}

/** Made-up gene modules (`DEMO-...`, so that nobody takes them for real genes) and what drives them. */
const modules: readonly { name: string; genes: number; drive: (traits: PhantomTraits, immune: number) => number }[] = [
  { name: 'PROLIF', genes: 20, drive: ({ risk, malignant }) => 0.5 * risk + (malignant ? 0.6 : -0.6) },
  { name: 'STROMA', genes: 20, drive: ({ irregularity }) => 3.4 * (irregularity - 0.5) },
  { name: 'SURFACT', genes: 15, drive: ({ solidity }) => -3.4 * (solidity - 0.5) },
  { name: 'IMMUNE', genes: 20, drive: (_traits, immune) => immune },
  { name: 'OTHER', genes: 125, drive: () => 0 },
];

const geneName = (module: string, number: number): string => `DEMO-${module}-${String(number).padStart(3, '0')}`;

/** Expression of four patients in five; a module's genes follow its driver with their own slope and noise. */
export function phantomExpression(cohortSeed: number, cohort: readonly PhantomTraits[]): PhantomExpression {
  const random = createRandom(cohortSeed * 100_003 + 99_991);
  const measured = cohort.filter(() => random() < 0.8);
  const immune = measured.map(() => randomNormal(random));
  const genes = modules.flatMap(({ name, genes: count, drive }) =>
    Array.from({ length: count }, (_, n) => {
      const base = 4 + 6 * random();
      const slope = 0.4 + 0.6 * random();
      const values = measured.map(
        (traits, p) => base + slope * drive(traits, immune[p] ?? 0) + 0.6 * randomNormal(random),
      );
      return { name: geneName(name, n + 1), values };
    }),
  );
  return { labels: measured.map(({ label }) => label), genes };
}

const setNames: Readonly<Record<string, string>> = {
  PROLIF: 'Demo: proliferation',
  STROMA: 'Demo: stroma',
  SURFACT: 'Demo: surfactant',
  IMMUNE: 'Demo: immune cells',
};
/** Sets that nothing drives, beside those that something does. */
const bystanderSets = 6;

/** Gene sets of the made-up genes: one per module, one half of it, and sets of genes that follow nothing. */
export function phantomGeneSets(): { name: string; genes: string[] }[] {
  const genesOf = (module: string): string[] =>
    Array.from({ length: modules.find(({ name }) => name === module)?.genes ?? 0 }, (_, n) => geneName(module, n + 1));
  const others = genesOf('OTHER');
  const proliferation = genesOf('PROLIF');
  return [
    ...Object.entries(setNames).map(([module, name]) => ({ name, genes: genesOf(module) })),
    { name: 'Demo: proliferation and bystanders', genes: [...proliferation.slice(0, 10), ...others.slice(0, 10)] },
    ...Array.from({ length: bystanderSets }, (_, set) => ({
      name: `Demo: bystanders ${set + 1}`,
      genes: others.filter((_gene, n) => n % bystanderSets === set),
    })),
  ];
}
