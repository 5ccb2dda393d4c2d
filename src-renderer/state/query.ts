import { QueryClient } from '@tanstack/react-query';
import { AppError } from '#shared/errors.ts';

/** Answers of the main side, kept until an event says that they changed: see `invalidation.ts`. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      networkMode: 'always',
      retry: (count, error) => count < 2 && error instanceof AppError && error.code === 'storage',
    },
    mutations: { networkMode: 'always' },
  },
});
