import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';

/** Asks before something is lost. */
export function confirm(request: { title: string; message: string; label: string; onConfirm: () => void }): void {
  modals.openConfirmModal({
    title: request.title,
    children: <Text size="sm">{request.message}</Text>,
    labels: { confirm: request.label, cancel: 'Cancel' },
    confirmProps: { color: 'red' },
    onConfirm: request.onConfirm,
  });
}
