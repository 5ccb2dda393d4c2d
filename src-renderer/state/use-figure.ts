import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallInput } from '#renderer/api.ts';
import type { Figure } from '#shared/figure.ts';
import { askTicketed } from './ticketed-call.ts';

export type FigureRequest = Omit<CallInput<'statistics.compute'>, 'ticket'>;

/**
 * The figure of a statistic, computed again when the request changes; the computation that is no longer wanted is
 * ended. `share` is how far it is, once it says so; `cancel` ends it and `isCancelled` stays until it is asked again.
 */
export function useFigure(request: FigureRequest | null) {
  const queryClient = useQueryClient();
  const [share, setShare] = useState<number | null>(null);
  const queryKey = ['statistics.compute', request] as const;
  const [cancelledKey, setCancelledKey] = useState<string | null>(null);
  const key = JSON.stringify(request);
  const query = useQuery<Figure>({
    queryKey,
    queryFn: ({ signal }) => {
      setCancelledKey(null);
      return askTicketed('statistics.compute', request as FigureRequest, { signal, onShare: setShare });
    },
    enabled: request !== null && cancelledKey !== key,
    placeholderData: keepPreviousData,
  });
  return {
    ...query,
    share,
    isCancelled: cancelledKey === key,
    cancel: () => {
      setCancelledKey(key);
      void queryClient.cancelQueries({ queryKey });
    },
    computeAgain: () => void query.refetch(),
  };
}
