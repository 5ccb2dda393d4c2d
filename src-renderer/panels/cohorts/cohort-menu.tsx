import { Button, Menu } from '@mantine/core';
import {
  type Icon,
  IconChevronDown,
  IconFileReport,
  IconFolderSymlink,
  IconHistory,
  IconPackageExport,
  IconPencil,
  IconPlayerPlay,
  IconShieldCheck,
} from '@tabler/icons-react';
import type { DialogName } from './cohort-dialogs.tsx';

interface Entry {
  readonly name: DialogName;
  readonly icon: Icon;
  readonly label: string;
  /** It changes something. */
  readonly writes: boolean;
}

const groups: readonly (readonly Entry[])[] = [
  [
    { name: 'leakage', icon: IconShieldCheck, label: 'Check for leakage', writes: false },
    { name: 'apply', icon: IconPlayerPlay, label: 'Apply a locked model', writes: true },
    { name: 'export', icon: IconPackageExport, label: 'Export for another site', writes: true },
  ],
  [
    { name: 'reports', icon: IconFileReport, label: 'Reports of imports', writes: false },
    { name: 'relink', icon: IconFolderSymlink, label: 'Files that were moved', writes: true },
    { name: 'rename', icon: IconPencil, label: 'Rename', writes: true },
    { name: 'audit', icon: IconHistory, label: 'History of edits', writes: false },
  ],
];

/** What a cohort offers besides its buttons. */
export function CohortMenu({ readOnly, onOpen }: { readOnly: boolean; onOpen: (name: DialogName) => void }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
          More
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {groups.map((entries, index) => [
          index > 0 && <Menu.Divider key={`line ${index}`} />,
          ...entries.map(({ name, icon: Icon, label, writes }) => (
            <Menu.Item
              key={name}
              leftSection={<Icon size={15} aria-hidden />}
              disabled={readOnly && writes}
              onClick={() => onOpen(name)}
            >
              {label}
            </Menu.Item>
          )),
        ])}
      </Menu.Dropdown>
    </Menu>
  );
}
