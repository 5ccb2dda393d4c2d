import type { ReactNode } from 'react';
import classes from './page.module.css';

interface PageProps {
  title: ReactNode;
  /** Beside the title: counts, a cohort picker. */
  aside?: ReactNode;
  actions?: ReactNode;
  /** True where the children scroll by themselves. */
  fixed?: boolean;
  children: ReactNode;
}

/** The frame of every page: one heading, its actions, its body. */
export function Page({ title, aside, actions, fixed = false, children }: PageProps) {
  return (
    <section className={classes.page}>
      <header className={classes.header}>
        <h1 className={classes.title}>{title}</h1>
        {aside && <div className={classes.aside}>{aside}</div>}
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      <div className={fixed ? classes.fixed : classes.body}>{children}</div>
    </section>
  );
}

/** A box on a page. */
export function Card({ title, actions, children }: { title?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.card}>
      {(title || actions) && (
        <div className={classes.cardHeader}>
          {title && <h2 className={classes.cardTitle}>{title}</h2>}
          {actions && <div className={classes.actions}>{actions}</div>}
        </div>
      )}
      {children}
    </div>
  );
}
