import { api, type LiveEvent, onConnection } from '#renderer/api.ts';
import { forgetDrafts } from './drafts.ts';
import { isTouched } from './invalidation.ts';
import { forgetJobs, loadJobs, mirrorJob } from './jobs.ts';
import { setConnected } from './layout.ts';
import { forgetManuscripts } from './manuscript.ts';
import { showError } from './notices.ts';
import { queryClient } from './query.ts';
import { forgetSelection } from './selection.ts';

/** Keeps the window true to the main side: every answer that an event makes old is fetched again. */
export function startLive(): () => void {
  const endEvents = api.subscribe(onEvent);
  const endConnection = onConnection((connected) => {
    setConnected(connected);
    if (connected) void refresh();
  });
  void refresh();
  return () => {
    endEvents();
    endConnection();
  };
}

function onEvent(event: LiveEvent): void {
  if (event.name === 'job.changed') mirrorJob(event.payload);
  else if (event.name === 'jobs.cleared') reloadJobs();
  else if (event.name === 'workspace.changed') {
    forgetSelection();
    forgetDrafts();
    forgetJobs();
    forgetManuscripts();
    void refresh();
  } else if (event.name === 'data.changed') {
    void queryClient.invalidateQueries({ predicate: ({ queryKey }) => isTouched(queryKey, event.payload) });
  }
}

const reloadJobs = () => void loadJobs().catch(showError);

async function refresh(): Promise<void> {
  await queryClient.invalidateQueries();
  const info = await api.client['app.info']({}).catch(() => null);
  if (info?.workspace) reloadJobs();
}
