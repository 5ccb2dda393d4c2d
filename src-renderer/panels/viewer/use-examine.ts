import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type CallOutput, client } from '#renderer/api.ts';
import type { LesionId, RunId, ScanId } from '#shared/domain/ids.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';

/** A seed that is being dragged is asked about once it rests this long. */
const restMs = 150;

export interface SeedQuestion {
  readonly scanId: ScanId;
  readonly seedMm: Vec3;
  readonly lesionId: LesionId | null;
  readonly runId: RunId | null;
  readonly draws: number;
}

export type Examined = CallOutput<'viewer.examine'>;

/**
 * What is known of a seed, better and better: its flags at once, then the answer of the model, then its spread over
 * displaced seeds. A question that is no longer asked is cancelled.
 */
export function useExamine(question: SeedQuestion | null) {
  const rested = useRested(question);
  const cube = useAsked(rested && { ...rested, runId: null, draws: 0 });
  const answer = useAsked(rested?.runId && cube.data ? { ...rested, draws: 0 } : null);
  const spread = useAsked(rested?.runId && rested.draws > 1 && answer.data ? rested : null);
  return {
    cube: cube.data ?? null,
    answer: spread.data?.answer ?? answer.data?.answer ?? null,
    isAnswering: cube.isFetching || answer.isFetching,
    isSpreading: spread.isFetching,
    error: spread.error ?? answer.error ?? cube.error,
  };
}

function useAsked(question: SeedQuestion | null) {
  return useQuery<Examined>({
    queryKey: ['viewer.examine', question],
    enabled: question !== null,
    gcTime: 30_000,
    retry: false,
    queryFn: async ({ signal }) => {
      const ticket = crypto.randomUUID();
      signal.addEventListener('abort', () => void client['statistics.cancel']({ ticket }));
      return client['viewer.examine']({ ...(question as SeedQuestion), ticket });
    },
  });
}

/** The question as it was when it last rested: what it says is in its text, as the object is new in every render. */
function useRested(question: SeedQuestion | null): SeedQuestion | null {
  const text = JSON.stringify(question);
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs);
    return () => clearTimeout(timer);
  }, [text]);
  return JSON.parse(rested) as SeedQuestion | null;
}
