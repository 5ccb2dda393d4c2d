import { ActionIcon, type ActionIconProps, Tooltip } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';

interface IconButtonProps {
  icon: Icon;
  /** Tooltip and accessible name. */
  label: string;
  onClick?: () => void;
  disabled?: boolean;
  loading?: boolean;
  size?: number;
  variant?: NonNullable<ActionIconProps['variant']>;
}

export function IconButton({
  icon: Icon,
  label,
  onClick,
  disabled = false,
  loading = false,
  size = 28,
  variant = 'subtle',
}: IconButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        size={size}
        variant={variant}
        aria-label={label}
        disabled={disabled}
        loading={loading}
        {...(onClick ? { onClick } : {})}
      >
        <Icon size={Math.round(size * 0.6)} stroke={1.7} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
