import { Card } from '#renderer/components/page.tsx';
import { Pending } from '#renderer/components/pending.tsx';
import { Tag } from '#renderer/components/tag.tsx';
import { useCall } from '#renderer/state/use-call.ts';
import classes from './start-panel.module.css';

/** What this computer can compute with, and why not with the rest. */
export function EngineList() {
  const engines = useCall('app.engines', {});
  return (
    <Card title="Engines of this computer">
      {engines.isPending && <Pending rows={2} />}
      <div>
        {engines.data?.map(({ id, use, label, available, reason }) => (
          <div key={`${use} ${id}`} className={classes.engine}>
            <Tag tone={available ? 'good' : 'neutral'}>{available ? 'available' : 'not available'}</Tag>
            <span>
              {label}, for {use}
            </span>
            <small>{reason}</small>
          </div>
        ))}
      </div>
    </Card>
  );
}
