import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './import-dialog.module.css';

/** The buttons of a page of the wizard; they stay in sight while it scrolls. */
export function ImportFooter({ note, children }: { note?: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.footer}>
      <Text size="xs" c="dimmed" flex={1} aria-live="polite">
        {note}
      </Text>
      <Group gap={6} wrap="nowrap">
        {children}
      </Group>
    </div>
  );
}
