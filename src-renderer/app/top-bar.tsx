import { Menu, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChevronDown,
  IconDoorExit,
  IconFolderOpen,
  IconKeyboard,
  IconMoon,
  IconSun,
} from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Tag } from '#renderer/components/tag.tsx';
import { setHelpOpen } from '#renderer/state/layout.ts';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import type { Workspace } from '#shared/contract/app.ts';
import icon from './icon.svg';
import { JobsButton } from './jobs-drawer/jobs-button.tsx';
import classes from './shell.module.css';
import { useUndo } from './use-undo.ts';

export function TopBar({ workspace }: { workspace: Workspace | null }) {
  // Without this Mantine adds a style element for the switch, which the content policy forbids.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const scheme = useComputedColorScheme('light');
  const other = scheme === 'light' ? 'dark' : 'light';
  return (
    <section className={classes.bar} aria-label="Workspace">
      <div className={classes.brand}>
        <img src={icon} alt="" />
        Seedpoint
      </div>
      {workspace && <WorkspaceMenu workspace={workspace} />}
      {workspace?.readOnly && <Tag tone="warn">read-only</Tag>}
      <div className={classes.space} />
      {workspace && <UndoButtons readOnly={workspace.readOnly} />}
      {workspace && <JobsButton />}
      <IconButton
        icon={scheme === 'light' ? IconMoon : IconSun}
        label={`Use the ${other} theme`}
        onClick={() => setColorScheme(other)}
      />
      <IconButton icon={IconKeyboard} label="Keyboard shortcuts (?)" onClick={() => setHelpOpen(true)} />
    </section>
  );
}

function WorkspaceMenu({ workspace }: { workspace: Workspace }) {
  const [, navigate] = useLocation();
  const close = useSend('workspaces.close', { onDone: () => navigate('/start') });
  return (
    <Menu position="bottom-start" width={320}>
      <Menu.Target>
        <button type="button" className={classes.workspace} aria-label={`Workspace ${workspace.name}`}>
          <span className={classes.workspaceName}>{workspace.name}</span>
          <IconChevronDown size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{workspace.path}</Menu.Label>
        <Menu.Item leftSection={<IconFolderOpen size={15} />} onClick={() => navigate('/start')}>
          Open another workspace
        </Menu.Item>
        <Menu.Item leftSection={<IconDoorExit size={15} />} onClick={() => close.mutate({})}>
          Close this workspace
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function UndoButtons({ readOnly }: { readOnly: boolean }) {
  const state = useCall('edits.state', {}).data;
  const { undo, redo } = useUndo();
  return (
    <>
      <IconButton
        icon={IconArrowBackUp}
        label={state?.undo ? `Undo: ${state.undo.label}` : 'Nothing to undo'}
        disabled={readOnly || !state?.undo}
        onClick={undo}
      />
      <IconButton
        icon={IconArrowForwardUp}
        label={state?.redo ? `Redo: ${state.redo.label}` : 'Nothing to redo'}
        disabled={readOnly || !state?.redo}
        onClick={redo}
      />
    </>
  );
}
