import { Text } from '@mantine/core';
import { useLocation } from 'wouter';
import { formatTime } from '#renderer/components/format.ts';
import { Card } from '#renderer/components/page.tsx';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { Tag } from '#renderer/components/tag.tsx';
import { describeError } from '#renderer/state/notices.ts';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { useWorkspace } from '#renderer/state/use-workspace.ts';
import classes from './start-panel.module.css';

export function RecentWorkspaces() {
  const recent = useCall('workspaces.recent', {});
  const current = useWorkspace();
  const [, navigate] = useLocation();
  const open = useSend('workspaces.open', { onDone: () => navigate('/cohorts') });
  return (
    <Card title="Recent workspaces">
      {recent.isPending && <Pending rows={3} />}
      {recent.error && <Failed message={describeError(recent.error).message} onRetry={() => void recent.refetch()} />}
      {recent.data?.length === 0 && (
        <Text size="sm" c="dimmed" className={classes.body}>
          None yet. A workspace is a folder that holds the database, the models and the exports of one project; your
          images stay where they are. Try the demo to see one filled, or create your own.
        </Text>
      )}
      <ul className={classes.list}>
        {recent.data?.map(({ path, name, openedAt, present }) => (
          <li key={path}>
            <button
              type="button"
              className={classes.recent}
              disabled={!present || open.isPending}
              onClick={() => (path === current?.path ? navigate('/cohorts') : open.mutate({ path }))}
            >
              <span className={classes.recentName}>
                {name}
                {path === current?.path && <Tag tone="good">open</Tag>}
                {!present && <Tag tone="warn">folder not found</Tag>}
              </span>
              <span className={classes.recentPath}>
                <span>{path}</span>
                <time>{formatTime(openedAt)}</time>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
