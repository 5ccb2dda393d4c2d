import { Suspense } from 'react';
import { useLocation } from 'wouter';
import { Note } from '#renderer/components/note.tsx';
import { Pending } from '#renderer/components/pending.tsx';
import { panels } from '#renderer/panels/panels.ts';
import { useLayout } from '#renderer/state/layout.ts';
import { describeError } from '#renderer/state/notices.ts';
import { useCall } from '#renderer/state/use-call.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { HelpOverlay } from './help-overlay.tsx';
import { JobsDrawer } from './jobs-drawer/jobs-drawer.tsx';
import classes from './shell.module.css';
import { SideNav } from './side-nav.tsx';
import { TopBar } from './top-bar.tsx';
import { useFinishedJobs } from './use-finished-jobs.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** The window: navigation at the left, a bar on top, the page of the address, the jobs at the right when asked for. */
export function Shell() {
  const info = useCall('app.info', {});
  const connected = useLayout((state) => state.connected);
  const [location] = useLocation();
  useShortcuts();
  useFinishedJobs();

  const workspace = info.data?.workspace ?? null;
  const [, id = 'start', ...params] = location.split('/');
  const asked = panels.find((panel) => panel.id === id) ?? panels[0];
  const panel = asked?.needsWorkspace && !workspace ? panels[0] : asked;
  if (!panel) return null;
  const Panel = panel.component;
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main" onClick={focusMain}>
        Skip to the page
      </a>
      <TopBar workspace={workspace} />
      <SideNav current={panel.id} hasWorkspace={workspace !== null} />
      <main id="main" className={classes.main} tabIndex={-1}>
        {!connected && (
          <div className={classes.banner}>
            <Note tone="warn">
              The connection to Seedpoint is lost. Work goes on there; this window comes back by itself.
            </Note>
          </div>
        )}
        {workspace?.readOnly && (
          <div className={classes.banner}>
            <Note tone="warn">
              Read-only: another Seedpoint ({workspace.heldBy ?? 'process unknown'}) has this workspace open. You can
              look at everything and change nothing; to change it, close it there and open it here again.
            </Note>
          </div>
        )}
        <ErrorBoundary key={`${panel.id} ${workspace?.path}`}>
          <Suspense fallback={<Pending label={`Opening ${panel.title}`} />}>
            {info.isPending ? (
              <Pending />
            ) : info.error ? (
              <div className={classes.banner}>
                <Note tone="bad">{describeError(info.error).message}</Note>
              </div>
            ) : (
              <Panel params={params.map(decodeURIComponent)} />
            )}
          </Suspense>
        </ErrorBoundary>
      </main>
      <JobsDrawer />
      <HelpOverlay />
    </div>
  );
}

/** The address is the hash, so a plain link to `#main` would leave the page. */
function focusMain(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
