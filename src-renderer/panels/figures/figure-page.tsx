import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowLeft, IconDownload, IconTrash } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { confirm } from '#renderer/components/confirm.tsx';
import { CopyPicture } from '#renderer/components/copy-picture.tsx';
import { FigureReport } from '#renderer/components/figure-report.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Page } from '#renderer/components/page.tsx';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { draftKey, setDraft } from '#renderer/state/drafts.ts';
import { describeError, showError } from '#renderer/state/notices.ts';
import { openLesion } from '#renderer/state/open-lesion.ts';
import { ask, useCall, useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import { type CohortId, type FigureId, lesionIdSchema } from '#shared/domain/ids.ts';
import { ExportFigureDialog } from './export-figure-dialog.tsx';
import classes from './figures.module.css';

export function FigurePage({ figureId, cohortId }: { figureId: FigureId; cohortId: CohortId }) {
  const kept = useCall('figures.get', { figureId });
  const readOnly = useReadOnly();
  const [, navigate] = useLocation();
  const [exporting, exportDialog] = useDisclosure(false);
  const back = () => navigate(`/figures/${cohortId}`);
  const remove = useSend('figures.remove', { done: 'The figure was removed.', onDone: back });
  const record = kept.data?.record;
  return (
    <Page
      title={
        <span className={classes.title}>
          <IconButton icon={IconArrowLeft} label="All figures" onClick={back} />
          {record?.title ?? 'Figure'}
        </span>
      }
      aside={record && <span>kept {formatTime(record.createdAt)}</span>}
      actions={
        record && (
          <>
            <Button
              variant="default"
              onClick={() => {
                if (kept.data) setDraft(draftKey(record, record.statisticId), kept.data.params);
                navigate(`/statistics/${cohortId}/${record.runId ?? 'clinical'}/${record.statisticId}`);
              }}
            >
              Open with its options
            </Button>
            <Button
              variant="default"
              leftSection={<IconTrash size={14} aria-hidden />}
              disabled={readOnly}
              onClick={() =>
                confirm({
                  title: 'Remove this figure?',
                  message: `${record.title} is taken out of the gallery. Files already exported stay.`,
                  label: 'Remove figure',
                  onConfirm: () => remove.mutate({ figureId }),
                })
              }
            >
              Remove
            </Button>
            <CopyPicture
              draw={() => ask('figures.copy', { figureId })}
              disabled={kept.data?.figure.panels.length === 0}
              onError={showError}
            />
            <Button
              leftSection={<IconDownload size={14} aria-hidden />}
              disabled={readOnly}
              onClick={exportDialog.open}
            >
              Export
            </Button>
          </>
        )
      }
    >
      {kept.isPending && <Pending rows={10} />}
      {kept.error && <Failed message={describeError(kept.error).message} onRetry={() => void kept.refetch()} />}
      {kept.data && (
        <FigureReport figure={kept.data.figure} onSubject={(id) => void openLesion(lesionIdSchema.parse(id))} />
      )}
      {kept.data && exporting && (
        <ExportFigureDialog record={kept.data.record} figure={kept.data.figure} onClose={exportDialog.close} />
      )}
    </Page>
  );
}
