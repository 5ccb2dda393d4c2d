import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { type CallInput, type CallOutput, client } from '#renderer/api.ts';
import type { CallName } from '#shared/contract/contract.ts';
import { showDone, showError } from './notices.ts';

/**
 * The answer of a call, fetched again when an event of the main side says that it changed.
 * `input` null: not asked yet. `keepPrevious`: the answer to the last input stays while the next one is fetched,
 * marked by `isPlaceholderData`.
 */
export function useCall<N extends CallName>(name: N, input: CallInput<N> | null, options?: { keepPrevious?: boolean }) {
  return useQuery<CallOutput<N>>({
    queryKey: [name, input],
    queryFn: () => ask(name, input as CallInput<N>),
    enabled: input !== null,
    ...(options?.keepPrevious ? { placeholderData: keepPreviousData as never } : {}),
  });
}

/** A call that changes something; failures are shown to the user unless `quiet`. */
export function useSend<N extends CallName>(
  name: N,
  options: { done?: string; onDone?: (value: CallOutput<N>) => void; quiet?: boolean } = {},
) {
  return useMutation<CallOutput<N>, Error, CallInput<N>>({
    mutationFn: (input) => ask(name, input),
    onSuccess: (value) => {
      if (options.done) showDone(options.done);
      options.onDone?.(value);
    },
    onError: (error) => {
      if (!options.quiet) showError(error);
    },
  });
}

/** The one place where a call is made with its name as a value. */
export function ask<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
  const call = client[name] as (input: CallInput<N>) => Promise<CallOutput<N>>;
  return call(input);
}
