import { Group } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconChevronsLeft, IconChevronsRight } from '@tabler/icons-react';
import { formatCount } from './format.ts';
import { IconButton } from './icon-button.tsx';
import classes from './pager.module.css';

interface PagerProps {
  /** Plural noun, e.g. `lesions`. */
  what: string;
  offset: number;
  step: number;
  total: number;
  onOffset: (offset: number) => void;
}

/** `1-50 of 1,221 lesions` with the buttons to move. */
export function Pager({ what, offset, step, total, onOffset }: PagerProps) {
  const last = Math.max(0, Math.floor((total - 1) / step) * step);
  const to = (label: string, icon: typeof IconChevronLeft, target: number) => (
    <IconButton
      icon={icon}
      size={24}
      label={`${label} ${what}`}
      disabled={target === offset || total === 0}
      onClick={() => onOffset(target)}
    />
  );
  return (
    <Group gap={2} wrap="nowrap">
      {to('First', IconChevronsLeft, 0)}
      {to('Previous', IconChevronLeft, Math.max(0, offset - step))}
      <span className={classes.range}>
        {total === 0 ? 0 : formatCount(offset + 1)}–{formatCount(Math.min(offset + step, total))} of{' '}
        {formatCount(total)} {what}
      </span>
      {to('Next', IconChevronRight, Math.min(last, offset + step))}
      {to('Last', IconChevronsRight, last)}
    </Group>
  );
}
