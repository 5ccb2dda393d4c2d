import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './note.module.css';

const icons = { info: IconInfoCircle, warn: IconAlertTriangle, bad: IconCircleX } as const;

/** A calm box for what the reader must know. */
export function Note({
  tone = 'info',
  children,
  action,
}: {
  tone?: keyof typeof icons;
  children: ReactNode;
  action?: ReactNode;
}) {
  const Icon = icons[tone];
  return (
    <div className={classes.note} data-tone={tone} role={tone === 'bad' ? 'alert' : 'note'}>
      <Icon size={16} className={classes.icon} aria-hidden />
      <div className={classes.text}>{children}</div>
      {action}
    </div>
  );
}
