import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type CallInput, type CallOutput } from '#renderer/api.ts';
import { ask } from './use-call.ts';

/** Calls that take a ticket: they tell how far they are, and can be ended. */
type TicketedName = 'statistics.compute' | 'leakage.check';
type Question<N extends TicketedName> = Omit<CallInput<N>, 'ticket'>;

/** @param hooks `onShare` gets the share that is done, and null at the end; `signal` ends the work on the main side */
export async function askTicketed<N extends TicketedName>(
  name: N,
  question: Question<N>,
  { signal, onShare }: { signal: AbortSignal; onShare: (share: number | null) => void },
): Promise<CallOutput<N>> {
  const ticket = crypto.randomUUID();
  const endEvents = api.subscribe((event) => {
    if (event.name === 'statistic.progressed' && event.payload.ticket === ticket) onShare(event.payload.share);
  });
  const cancel = () => void ask('statistics.cancel', { ticket });
  signal.addEventListener('abort', cancel);
  try {
    return await ask(name, { ...question, ticket } as CallInput<N>);
  } finally {
    signal.removeEventListener('abort', cancel);
    endEvents();
    onShare(null);
  }
}

/** The answer of such a call; one that is no longer asked for, or whose panel is closed, is ended. */
export function useTicketedCall<N extends TicketedName>(name: N, question: Question<N>) {
  const [share, setShare] = useState<number | null>(null);
  const query = useQuery<CallOutput<N>>({
    queryKey: [name, question],
    queryFn: ({ signal }) => askTicketed(name, question, { signal, onShare: setShare }),
  });
  return { ...query, share };
}
