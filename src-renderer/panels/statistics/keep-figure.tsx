import { Button, Menu } from '@mantine/core';
import { IconBookmark, IconChevronDown, IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { CopyPicture } from '#renderer/components/copy-picture.tsx';
import { type FigureFormat, formatNames } from '#renderer/components/figure-formats.ts';
import { showDone, showError } from '#renderer/state/notices.ts';
import { ask } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import { figureFormats, usualFormats } from '#shared/contract/evidence.ts';
import type { FigureRecord } from '#shared/domain/entities.ts';
import type { StatisticSource } from './statistic-workbench.tsx';

interface KeepFigureProps {
  source: StatisticSource;
  statisticId: string;
  params: Record<string, unknown>;
  title: string;
  /** False for a figure of tables alone. */
  hasDrawing: boolean;
  disabled: boolean;
}

/** Keeps the figure in sight; export keeps it too, so that every exported file has a figure it came from. */
export function KeepFigure({ source, statisticId, params, title, hasDrawing, disabled }: KeepFigureProps) {
  const readOnly = useReadOnly();
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState<'keep' | 'export' | null>(null);
  const [kept, setKept] = useState<{ key: string; record: FigureRecord } | null>(null);
  const key = JSON.stringify(params);
  const record = kept?.key === key ? kept.record : null;

  const keep = async (): Promise<FigureRecord> => {
    const made = record ?? (await ask('figures.keep', { source, statisticId, params, title }));
    setKept({ key, record: made });
    return made;
  };
  const run = (what: 'keep' | 'export', work: () => Promise<void>) => {
    setBusy(what);
    work()
      .catch(showError)
      .finally(() => setBusy(null));
  };
  const exportAs = (formats: readonly FigureFormat[]) =>
    run('export', async () => {
      const { id } = await keep();
      const written = await ask('figures.export', { figureId: id, formats: [...formats] });
      showDone(written.folder, `${written.files.length} files written`);
    });
  return (
    <>
      {record ? (
        <Button
          variant="default"
          leftSection={<IconBookmark size={14} aria-hidden />}
          onClick={() => navigate(`/figures/${source.cohortId}/${record.id}`)}
        >
          Kept: open
        </Button>
      ) : (
        <Button
          variant="default"
          leftSection={<IconBookmark size={14} aria-hidden />}
          disabled={disabled || readOnly}
          loading={busy === 'keep'}
          onClick={() => run('keep', async () => void (await keep()))}
        >
          Keep figure
        </Button>
      )}
      <CopyPicture
        draw={() => ask('figures.copy', { source, statisticId, params })}
        disabled={disabled || !hasDrawing}
        onError={showError}
      />
      <Button.Group>
        <Button
          leftSection={<IconDownload size={14} aria-hidden />}
          disabled={disabled || readOnly}
          loading={busy === 'export'}
          onClick={() => exportAs(usualFormats)}
        >
          Export
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button px={6} disabled={disabled || readOnly} aria-label="Export in one format">
              <IconChevronDown size={14} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {figureFormats.map((format) => (
              <Menu.Item key={format} onClick={() => exportAs([format])}>
                {formatNames[format]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
    </>
  );
}
