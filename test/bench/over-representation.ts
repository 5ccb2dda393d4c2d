import { readFile } from 'node:fs/promises';
import { parseGeneSets } from '#main/importers/gene-sets.ts';
import { createRandom, randomInteger, shuffled } from '#shared/numerics/random.ts';
import type { GeneSetCollection } from '#shared/statistics/attachments.ts';
import { annotate } from '#shared/statistics/over-representation/annotate.ts';
import { testSets } from '#shared/statistics/over-representation/test-sets.ts';
import { hasSharedData, sharedData } from '../shared-data.ts';
import { besidePython, runPython } from './python.ts';

interface Answer {
  readonly seconds: number;
  readonly gseapySeconds: number;
  readonly tested: number;
  readonly leastP: number;
  readonly leastAdjusted: number;
}

const setCount = 2444;
const limits = { minSize: 10, maxSize: 500 };
const rounds = 20;

/** Over-representation in 2,444 sets of 500 filtered genes, and of a whole genome, beside scipy and gseapy. */
export const bench = {
  name: 'over-representation',
  async run(): Promise<{ label: string; value: string }[]> {
    const { name, sets } = await collection();
    const random = createRandom(1);
    const everyGene = [...new Set(sets.flatMap(({ genes }) => genes))].toSorted();
    const cases = [
      { label: '500 genes, 150 chosen', genes: shuffled(everyGene, random).slice(0, 500), count: 150 },
      { label: `${everyGene.length} genes, 600 chosen`, genes: everyGene, count: 600 },
    ].map(({ label, genes, count }) => ({ label, genes, chosen: shuffled(genes, random).slice(0, count) }));
    const answers = await runPython<Answer[]>(new URL('over-representation.py', import.meta.url), { sets, cases });
    return cases.flatMap(({ label, genes, chosen }, index) => {
      const isChosen = new Set(chosen);
      const work = () =>
        testSets(
          annotate(genes, { name, sets }),
          Uint8Array.from(genes, (gene) => (isChosen.has(gene) ? 1 : 0)),
          { kind: 'annotated' },
          limits,
        );
      const tested = work();
      const start = performance.now();
      for (let round = 0; round < rounds; round++) work();
      const seconds = (performance.now() - start) / 1000 / rounds;
      const answer = answers?.[index];
      if (answer) assertSame(tested.sets, answer);
      return [
        { label: `${sets.length} sets (${name}), ${label}: scipy`, value: besidePython(seconds, answer?.seconds) },
        {
          label: `${sets.length} sets (${name}), ${label}: gseapy`,
          value: besidePython(seconds, answer?.gseapySeconds),
        },
      ];
    });
  },
};

/** A ratio of times counts only between equal results. */
function assertSame(sets: readonly { p: number; adjusted: number }[], { tested, leastP, leastAdjusted }: Answer): void {
  const [p, adjusted] = [Math.min(...sets.map((set) => set.p)), Math.min(...sets.map((set) => set.adjusted))];
  const isSame = (ours: number, theirs: number): boolean => Math.abs(ours / theirs - 1) < 1e-9;
  if (sets.length === tested && isSame(p, leastP) && isSame(adjusted, leastAdjusted)) return;
  throw new Error(`${sets.length} sets, p ${p}, adjusted ${adjusted}; Python: ${tested}, ${leastP}, ${leastAdjusted}`);
}

/** Reactome where the shared test data are, else as many made-up sets of like sizes. */
async function collection(): Promise<GeneSetCollection> {
  if (hasSharedData) {
    const text = await readFile(sharedData('genesets', 'ReactomePathways.gmt'), 'utf8');
    return { name: 'Reactome', sets: parseGeneSets(text, 'Reactome').sets };
  }
  const random = createRandom(7);
  const sets = Array.from({ length: setCount }, (_, set) => ({
    name: `set ${set}`,
    genes: Array.from(
      new Set(Array.from({ length: 5 + Math.floor(200 * random() ** 3) }, () => `G${randomInteger(random, 11_000)}`)),
    ),
  }));
  return { name: 'made up', sets };
}
