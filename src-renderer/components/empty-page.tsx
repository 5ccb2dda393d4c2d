import { EmptyState } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './empty-page.module.css';

interface EmptyPageProps {
  icon: Icon;
  title: string;
  description: ReactNode;
  /** Buttons: the next thing to do, first. */
  children?: ReactNode;
}

/** What a page shows before there is anything to show, with the next action. */
export function EmptyPage({ icon: Icon, title, description, children }: EmptyPageProps) {
  return (
    <div className={classes.page}>
      <EmptyState size="sm" icon={<Icon size={34} stroke={1.3} aria-hidden />} title={title} description={description}>
        {children && <EmptyState.Actions>{children}</EmptyState.Actions>}
      </EmptyState>
    </div>
  );
}
