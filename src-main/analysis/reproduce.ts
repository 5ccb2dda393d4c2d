import type { Value } from '#shared/domain/entities.ts';
import { toWireError } from '#shared/errors.ts';
import { figureHash, type Receipt } from '../export/receipt.ts';
import { computeEvidence, type EvidenceTools } from './evidence.ts';

/** What came of computing one part of a receipt again. */
export interface Reproduction {
  readonly statistic: string;
  /** Every mark, number and text is the same. */
  readonly isEqual: boolean;
  /** What is not as it was, in words; empty when equal. */
  readonly differences: readonly string[];
  readonly values: readonly { readonly label: string; readonly before: string; readonly now: string }[];
}

/** Computes each part of a receipt from this workspace again, without the cache, and compares. */
export async function reproduce(
  receipt: Receipt,
  tools: Omit<EvidenceTools, 'cache'>,
  signal: AbortSignal,
): Promise<Reproduction[]> {
  const results: Reproduction[] = [];
  for (const part of receipt.parts) {
    signal.throwIfAborted();
    const { source, statistic } = part;
    try {
      const request = { source, statisticId: statistic.id, params: statistic.params };
      const { figure, provenance } = await computeEvidence({ ...tools, cache: noCache }, request, { signal });
      const differences = [
        ...(provenance.data.sha256 === part.data.sha256
          ? []
          : [dataText(part.data.rowCount, provenance.data.rowCount)]),
        ...(provenance.model?.sha256 === part.model?.sha256 ? [] : ['the model is another']),
        ...(provenance.codeSha256 === part.codeSha256
          ? []
          : [`the program is another (${part.appVersion} then, ${provenance.appVersion} now)`]),
      ];
      const isEqual = figureHash(figure) === part.figureSha256;
      const values = differingValues(part.values, figure.values);
      const unexplained = !isEqual && values.length === 0 && differences.length === 0 ? ['texts or marks differ'] : [];
      results.push({ statistic: statistic.id, isEqual, differences: [...differences, ...unexplained], values });
    } catch (error) {
      signal.throwIfAborted();
      const { message } = toWireError(error);
      results.push({ statistic: statistic.id, isEqual: false, differences: [message], values: [] });
    }
  }
  return results;
}

const noCache = { get: () => Promise.resolve(null), put: () => Promise.resolve() };

const dataText = (before: number, now: number): string =>
  before === now ? 'the data changed' : `the data changed: ${before} rows then, ${now} now`;

function differingValues(before: readonly Value[], now: readonly Value[]): Reproduction['values'] {
  const byId = new Map(now.map((value) => [value.id, value]));
  return before.flatMap(({ id, label, quantity }) => {
    const [was, is] = [JSON.stringify(quantity), JSON.stringify(byId.get(id)?.quantity ?? 'gone')];
    return was === is ? [] : [{ label, before: was, now: is }];
  });
}
