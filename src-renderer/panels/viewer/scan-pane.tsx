import { Failed, Pending } from '#renderer/components/pending.tsx';
import { describeError } from '#renderer/state/notices.ts';
import { ScanViewer } from '#renderer/viewer/scan-viewer.tsx';
import type { ScanViewerProps } from '#renderer/viewer/scan-viewer-props.ts';
import type { useScanFeed } from './use-scan-feed.ts';

type ScanPaneProps = Omit<ScanViewerProps, 'feed'> & { scan: ReturnType<typeof useScanFeed> };

/** A scan as soon as its first slices are there. */
export function ScanPane({ scan: { feed, error }, ...props }: ScanPaneProps) {
  if (error) return <Failed message={describeError(error).message} />;
  if (!feed) return <Pending rows={8} label="Reading the scan" />;
  return <ScanViewer feed={feed} {...props} />;
}
