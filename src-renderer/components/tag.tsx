import type { ReactNode } from 'react';
import classes from './tag.module.css';

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'info';

/** A small word with a meaning of its own. */
export function Tag({ tone = 'neutral', title, children }: { tone?: Tone; title?: string; children: ReactNode }) {
  return (
    <span className={classes.tag} data-tone={tone} title={title}>
      {children}
    </span>
  );
}

/** Stands beside every model, feature set and result whose weights are random. */
export function UntrainedTag({ trained }: { trained: boolean }) {
  if (trained) return null;
  return (
    <Tag tone="warn" title="Seeded random weights: good for trying the app, not for evidence.">
      untrained
    </Tag>
  );
}
