import { IconScan } from '@tabler/icons-react';
import { EmptyPage } from '#renderer/components/empty-page.tsx';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { describeError } from '#renderer/state/notices.ts';
import { paramId } from '#renderer/state/param-id.ts';
import { useCall } from '#renderer/state/use-call.ts';
import { lesionIdSchema, scanIdSchema } from '#shared/domain/ids.ts';
import type { PanelProps } from '../panels.ts';
import { ViewerPage } from './viewer-page.tsx';

/** `#/viewer/5` is a scan; `#/viewer/5/12` has a lesion of it selected. */
export default function ViewerPanel({ params: [scanParam, lesionParam] }: PanelProps) {
  const scanId = paramId(scanIdSchema, scanParam);
  const lesionId = paramId(lesionIdSchema, lesionParam);
  const answer = useCall('viewer.scan', scanId === null ? null : { scanId });
  if (scanId === null)
    return <EmptyPage icon={IconScan} title="No scan chosen" description="Open a scan from the table of a cohort." />;
  if (answer.error)
    return <Failed message={describeError(answer.error).message} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Pending label="Opening the scan" />;
  return <ViewerPage key={scanId} viewed={answer.data} lesionId={lesionId} />;
}
