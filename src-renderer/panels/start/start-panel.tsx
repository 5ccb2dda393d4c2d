import { Page } from '#renderer/components/page.tsx';
import { Pending } from '#renderer/components/pending.tsx';
import { useCall } from '#renderer/state/use-call.ts';
import { CreateWorkspace } from './create-workspace.tsx';
import { EngineList } from './engine-list.tsx';
import { NextSteps } from './next-steps.tsx';
import { OpenWorkspace } from './open-workspace.tsx';
import { RecentWorkspaces } from './recent-workspaces.tsx';
import classes from './start-panel.module.css';
import { TryDemo } from './try-demo.tsx';

export default function StartPanel() {
  const info = useCall('app.info', {}).data;
  if (!info) return <Pending />;
  return (
    <Page title="Start" aside={<span>Seedpoint {info.version}: quantitative imaging biomarkers from CT</span>}>
      <div className={classes.columns}>
        <div className={classes.column}>
          {info.workspace && <NextSteps />}
          <RecentWorkspaces />
        </div>
        <div className={classes.column}>
          <TryDemo />
          <OpenWorkspace />
          <CreateWorkspace suggestedFolder={info.suggestedFolder} />
          <EngineList />
        </div>
      </div>
    </Page>
  );
}
