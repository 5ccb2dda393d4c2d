import { notifications } from '@mantine/notifications';
import { AppError, type ErrorCode, isCancelled } from '#shared/errors.ts';

const titles: Record<ErrorCode, string> = {
  'invalid-input': 'Please check this',
  'not-found': 'No longer there',
  conflict: 'Not possible now',
  'unreadable-file': 'File cannot be read',
  unsupported: 'Not supported',
  device: 'The computer could not do this',
  storage: 'Storage',
  cancelled: 'Cancelled',
  internal: 'Something went wrong',
};

/** The heading and the text for an error. What is not an `AppError` is a fault of the window itself. */
export function describeError(error: unknown): { title: string; message: string } {
  if (error instanceof AppError) return { title: titles[error.code], message: error.message };
  return { title: titles.internal, message: error instanceof Error ? error.message : String(error) };
}

const closeButtonProps = { 'aria-label': 'Close this notice' };

/** Shows an error until it is closed; a cancellation is no error. */
export function showError(error: unknown): void {
  if (isCancelled(error)) return;
  const { title, message } = describeError(error);
  notifications.show({ id: `${title}: ${message}`, color: 'red', title, message, autoClose: 12_000, closeButtonProps });
}

export function showDone(message: string, title?: string): void {
  notifications.show({ color: 'teal', message, autoClose: 5000, closeButtonProps, ...(title ? { title } : {}) });
}
