import { Button, Group, Popover, Stack, TagsInput, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconBan,
  IconCheck,
  IconCircleCheck,
  IconHelpCircle,
  IconTag,
  IconUsersPlus,
  IconX,
} from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { countOf } from './format.ts';
import { IconButton } from './icon-button.tsx';
import classes from './selection-bar.module.css';

/** What can be done with several lesions at once; each is one edit. */
export interface SelectionActions {
  readonly onAccept: () => void;
  readonly onQuery: () => void;
  readonly onExclude: (excluded: boolean) => void;
  readonly onTag: (tags: string[], add: boolean) => void;
  readonly onSubset: (name: string) => void;
}

interface SelectionBarProps {
  count: number;
  /** Tags in use, to choose from. */
  tags: readonly string[];
  disabled: boolean;
  actions: SelectionActions;
  onClear: () => void;
  children?: ReactNode;
}

/** The lesions that are selected, and what to do with them. */
export function SelectionBar({ count, tags, disabled, actions, onClear, children }: SelectionBarProps) {
  return (
    <div className={classes.bar} role="toolbar" aria-label="Selected lesions">
      <strong aria-live="polite">{countOf(count, 'lesion')} selected</strong>
      {children}
      <Group gap={6} ml="auto">
        <Button
          variant="default"
          disabled={disabled}
          leftSection={<IconCircleCheck size={14} aria-hidden />}
          onClick={actions.onAccept}
        >
          Accept
        </Button>
        <Button
          variant="default"
          disabled={disabled}
          leftSection={<IconHelpCircle size={14} aria-hidden />}
          onClick={actions.onQuery}
        >
          Query
        </Button>
        <Button
          variant="default"
          disabled={disabled}
          leftSection={<IconBan size={14} aria-hidden />}
          onClick={() => actions.onExclude(true)}
        >
          Exclude
        </Button>
        <Button
          variant="default"
          disabled={disabled}
          leftSection={<IconCheck size={14} aria-hidden />}
          onClick={() => actions.onExclude(false)}
        >
          Include
        </Button>
        <TagPopover tags={tags} disabled={disabled} onTag={actions.onTag} />
        <SubsetPopover count={count} disabled={disabled} onSubset={actions.onSubset} />
        <IconButton icon={IconX} label="Clear the selection" onClick={onClear} />
      </Group>
    </div>
  );
}

interface TagPopoverProps {
  tags: readonly string[];
  disabled: boolean;
  onTag: SelectionActions['onTag'];
}

function TagPopover({ tags, disabled, onTag }: TagPopoverProps) {
  const [opened, popover] = useDisclosure(false);
  const [chosen, setChosen] = useState<string[]>([]);
  const send = (add: boolean) => {
    onTag(chosen, add);
    setChosen([]);
    popover.close();
  };
  return (
    <Popover opened={opened} onDismiss={popover.close} position="bottom-end" shadow="md" trapFocus withinPortal>
      <Popover.Target>
        <Button
          variant="default"
          disabled={disabled}
          leftSection={<IconTag size={14} aria-hidden />}
          onClick={popover.toggle}
        >
          Tag
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Tags of the selected lesions">
        <Stack gap="xs" w={260}>
          <TagsInput
            label="Tags"
            placeholder={chosen.length === 0 ? 'type, then Enter' : ''}
            data={[...tags]}
            maxTags={20}
            comboboxProps={{ withinPortal: false }}
            value={chosen}
            onChange={(next) => setChosen(next.map((tag) => tag.trim().slice(0, 40)))}
          />
          <Group justify="flex-end" gap={6}>
            <Button variant="default" disabled={chosen.length === 0} onClick={() => send(false)}>
              Take off
            </Button>
            <Button disabled={chosen.length === 0} onClick={() => send(true)}>
              Put on
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

interface SubsetPopoverProps {
  count: number;
  disabled: boolean;
  onSubset: (name: string) => void;
}

function SubsetPopover({ count, disabled, onSubset }: SubsetPopoverProps) {
  const [opened, popover] = useDisclosure(false);
  const [name, setName] = useState('');
  const send = () => {
    if (name.trim() === '') return;
    onSubset(name.trim());
    setName('');
    popover.close();
  };
  return (
    <Popover opened={opened} onDismiss={popover.close} position="bottom-end" shadow="md" trapFocus withinPortal>
      <Popover.Target>
        <Button disabled={disabled} leftSection={<IconUsersPlus size={14} aria-hidden />} onClick={popover.toggle}>
          Sub-cohort
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="New sub-cohort">
        <Stack gap="xs" w={280}>
          <TextInput
            label="Name of the sub-cohort"
            description={`A cohort of its own with ${countOf(count, 'lesion')}, their patients, values and features.`}
            maxLength={120}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') send();
            }}
          />
          <Group justify="flex-end">
            <Button disabled={name.trim() === ''} onClick={send}>
              Make it
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
