import { Link } from 'wouter';
import { navigation } from '#renderer/panels/panels.ts';
import { useSelection } from '#renderer/state/selection.ts';
import classes from './shell.module.css';

/** The pages. What needs a workspace stays in sight without one, but leads nowhere. */
export function SideNav({ current, hasWorkspace }: { current: string; hasWorkspace: boolean }) {
  const cohortId = useSelection((state) => state.cohortId);
  return (
    <nav className={classes.nav} aria-label="Pages">
      {navigation.map(({ id, title, icon: Icon, needsWorkspace, ofCohort }) => {
        const inner = (
          <>
            <Icon size={17} stroke={1.6} aria-hidden />
            {title}
          </>
        );
        if (needsWorkspace && !hasWorkspace)
          return (
            <span key={id} className={classes.link} aria-disabled="true" title="Open a workspace first">
              {inner}
            </span>
          );
        return (
          <Link
            key={id}
            className={classes.link}
            href={ofCohort && cohortId !== null ? `/${id}/${cohortId}` : `/${id}`}
            aria-current={current === id ? 'page' : undefined}
          >
            {inner}
          </Link>
        );
      })}
    </nav>
  );
}
