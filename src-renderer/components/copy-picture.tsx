import { Button, Menu } from '@mantine/core';
import { IconCheck, IconChevronDown, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { copyPicture, type Picture, type PictureFormat } from './clipboard.ts';

interface CopyPictureProps {
  draw: () => Promise<Picture>;
  disabled?: boolean;
  onError: (error: unknown) => void;
}

const shownMs = 2000;

/** One click copies the figure as PNG at 300 dpi; the menu beside it has SVG too. */
export function CopyPicture({ draw, disabled = false, onError }: CopyPictureProps) {
  const [stage, setStage] = useState<'idle' | 'busy' | 'copied'>('idle');
  const copy = async (format: PictureFormat) => {
    setStage('busy');
    try {
      await copyPicture(format, draw);
      setStage('copied');
      setTimeout(() => setStage('idle'), shownMs);
    } catch (error) {
      setStage('idle');
      onError(error);
    }
  };
  const Icon = stage === 'copied' ? IconCheck : IconCopy;
  return (
    <Button.Group>
      <Button
        variant="default"
        leftSection={<Icon size={14} aria-hidden />}
        disabled={disabled}
        loading={stage === 'busy'}
        onClick={() => void copy('png')}
      >
        <span aria-live="polite">{stage === 'copied' ? 'Copied' : 'Copy'}</span>
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" px={6} disabled={disabled || stage === 'busy'} aria-label="Copy in one format">
            <IconChevronDown size={14} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void copy('png')}>PNG at 300 dpi</Menu.Item>
          <Menu.Item onClick={() => void copy('svg')}>SVG as text</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}
