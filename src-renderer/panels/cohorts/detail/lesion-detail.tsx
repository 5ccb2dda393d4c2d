import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconMaximize, IconScan, IconX } from '@tabler/icons-react';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Note } from '#renderer/components/note.tsx';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { Tag } from '#renderer/components/tag.tsx';
import { describeError } from '#renderer/state/notices.ts';
import { openLesion } from '#renderer/state/open-lesion.ts';
import { useCall } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { CohortId, LesionId } from '#shared/domain/ids.ts';
import { ClinicalValues } from './clinical-values.tsx';
import { LargePatch } from './large-patch.tsx';
import classes from './lesion-detail.module.css';
import { LesionPatch } from './lesion-patch.tsx';
import { Readers } from './readers.tsx';
import { ReviewEditor } from './review-editor.tsx';
import { ScanFacts } from './scan-facts.tsx';
import { SeedEditor } from './seed-editor.tsx';

interface LesionDetailProps {
  lesionId: LesionId;
  cohortId: CohortId;
  onClose: () => void;
}

/** One lesion: its patch, its seed, where it came from, and what is known of its patient. */
export function LesionDetail({ lesionId, cohortId, onClose }: LesionDetailProps) {
  const answer = useCall('lesions.get', { lesionId });
  const readOnly = useReadOnly();
  const [enlarged, large] = useDisclosure(false);
  if (answer.error)
    return (
      <aside className={classes.pane} aria-label="Lesion">
        <Failed message={describeError(answer.error).message} onRetry={() => void answer.refetch()} />
      </aside>
    );
  if (!answer.data)
    return (
      <aside className={classes.pane} aria-label="Lesion">
        <Pending rows={8} label="Reading the lesion" />
      </aside>
    );
  const { lesion, scan, clinical } = answer.data;
  const label = `${lesion.patientCode}, lesion ${lesion.number}`;
  const warnings = [...new Set([...lesion.warnings, ...scan.warnings])];
  return (
    <aside className={classes.pane} aria-label={label}>
      <header className={classes.header}>
        <div className={classes.names}>
          <h2 className={classes.title}>{label}</h2>
          <span className={classes.label}>{lesion.patientLabel}</span>
        </div>
        {lesion.excluded && <Tag tone="warn">excluded</Tag>}
        {scan.source.format !== 'none' && (
          <Button
            variant="default"
            leftSection={<IconScan size={15} aria-hidden />}
            onClick={() => void openLesion(lesionId, scan.id)}
          >
            Viewer
          </Button>
        )}
        <IconButton icon={IconMaximize} label="Enlarge the patch" onClick={large.open} />
        <IconButton icon={IconX} label="Close the lesion" onClick={onClose} />
      </header>
      <div className={classes.body}>
        {scan.source.format === 'none' ? (
          <Note>No pixels came with this lesion: only its features and values.</Note>
        ) : (
          <LesionPatch lesion={lesion} label={label} />
        )}
        <ReviewEditor lesion={lesion} cohortId={cohortId} readOnly={readOnly} />
        {warnings.length > 0 && (
          <Note tone="warn">
            <ul>
              {warnings.map((warning) => (
                <li key={warning}>{warning}</li>
              ))}
            </ul>
          </Note>
        )}
        <SeedEditor key={lesion.seedMm.join(' ')} lesion={lesion} readOnly={readOnly} />
        <Readers lesion={lesion} readOnly={readOnly} />
        <ClinicalValues cohortId={cohortId} lesion={lesion} clinical={clinical} readOnly={readOnly} />
        <ScanFacts scan={scan} lesion={lesion} />
      </div>
      {enlarged && <LargePatch lesion={lesion} label={label} onClose={large.close} />}
    </aside>
  );
}
