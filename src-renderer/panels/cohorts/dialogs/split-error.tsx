import { Note } from '#renderer/components/note.tsx';
import { AppError } from '#shared/errors.ts';
import { RefusedBy } from './leak-list.tsx';

/** Why a split was not made; for one that leaks, the list of what it shares between its parts. */
export function SplitError({ error }: { error: Error }) {
  const issues = error instanceof AppError && error.code === 'conflict' ? (error.issues ?? []) : [];
  return (
    <Note tone="bad">
      {error.message}
      {issues.length > 0 && <RefusedBy issues={issues} />}
    </Note>
  );
}
