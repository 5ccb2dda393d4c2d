import { Button, Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Note } from './note.tsx';

/** While an answer is under way. */
export function Pending({ rows = 4, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <Stack gap={8} p={12} role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={18} width={`${90 - ((row * 17) % 40)}%`} />
      ))}
    </Stack>
  );
}

/** When an answer did not come. */
export function Failed({ message, onRetry }: { message: ReactNode; onRetry?: () => void }) {
  return (
    <Note
      tone="bad"
      action={
        onRetry && (
          <Button variant="default" size="compact-xs" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      {message}
    </Note>
  );
}
