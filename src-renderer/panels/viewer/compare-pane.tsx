import { useMemo } from 'react';
import type { CallOutput } from '#renderer/api.ts';
import type { ViewerState } from '#renderer/viewer/viewer-state.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { opposite, shiftedState } from './linked-state.ts';
import { ScanPane } from './scan-pane.tsx';
import { useMasks } from './use-overlays.ts';
import { useScanFeed } from './use-scan-feed.ts';

interface ComparePaneProps {
  viewed: CallOutput<'viewer.scan'>;
  /** Of the first scan. */
  state: ViewerState;
  onState: (state: ViewerState) => void;
  /** From the first scan to this one. */
  byMm: Vec3;
}

/** Another scan of the patient beside the first one, looked at in the same place. */
export function ComparePane({ viewed, state, onState, byMm }: ComparePaneProps) {
  const { scan, geometry, lesions, patientCode } = viewed;
  const own = useMemo(() => shiftedState(state, byMm), [state, byMm]);
  const feed = useScanFeed(scan.id, geometry, own.crosshairMm);
  const masks = useMasks(lesions, true);
  const seeds = lesions.map((lesion) => ({
    id: String(lesion.id),
    mm: lesion.seedMm,
    label: `Lesion ${lesion.number}`,
    kind: 'lesion' as const,
    selected: false,
    movable: false,
  }));
  return (
    <ScanPane
      label={`${patientCode}, scan ${scan.number}`}
      scan={feed}
      state={own}
      onState={(next) => onState(shiftedState(next, opposite(byMm)))}
      seeds={seeds}
      masks={masks}
      toolbar={false}
    />
  );
}
