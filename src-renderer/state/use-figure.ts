import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type CallInput } from '#renderer/api.ts';
import type { Figure } from '#shared/figure.ts';
import { ask } from './use-call.ts';

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
      return compute(request as FigureRequest, signal, setShare);
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

async function compute(
  request: FigureRequest,
  signal: AbortSignal,
  onShare: (share: number | null) => void,
): Promise<Figure> {
  const ticket = crypto.randomUUID();
  const endEvents = api.subscribe((event) => {
    if (event.name === 'statistic.progressed' && event.payload.ticket === ticket) onShare(event.payload.share);
  });
  const cancel = () => void ask('statistics.cancel', { ticket });
  signal.addEventListener('abort', cancel);
  try {
    return await ask('statistics.compute', { ...request, ticket });
  } finally {
    signal.removeEventListener('abort', cancel);
    endEvents();
    onShare(null);
  }
}
