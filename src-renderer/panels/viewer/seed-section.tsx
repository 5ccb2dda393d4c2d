import { Button, Group } from '@mantine/core';
import { Tag } from '#renderer/components/tag.tsx';
import { useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { Lesion } from '#shared/domain/entities.ts';
import type { LesionId, ScanId } from '#shared/domain/ids.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import classes from './viewer-page.module.css';

interface SeedSectionProps {
  scanId: ScanId;
  lesions: readonly Lesion[];
  selected: Lesion | null;
  /** Where the seed was dragged or clicked to; not saved yet. */
  draftMm: Vec3 | null;
  onSelect: (lesionId: LesionId) => void;
  onDraftDone: () => void;
}

const mm = (point: Vec3): string => point.map((value) => value.toFixed(1).replace('-', '\u2212')).join(', ');

/** The lesions of the scan, and the seed that is being moved. */
export function SeedSection({ scanId, lesions, selected, draftMm, onSelect, onDraftDone }: SeedSectionProps) {
  const readOnly = useReadOnly();
  const save = useSend('lesions.setSeed', { done: 'The seed was moved.', onDone: onDraftDone });
  const add = useSend('lesions.add', {
    done: 'A lesion was added.',
    onDone: ({ id }) => {
      onDraftDone();
      onSelect(id);
    },
  });
  const seedMm = draftMm ?? selected?.seedMm ?? null;
  return (
    <section className={classes.section}>
      <h2 className={classes.heading}>Lesions</h2>
      {lesions.length === 0 && (
        <p className={classes.dim}>None yet: choose the seed tool and click into the middle of a lesion.</p>
      )}
      <div role="radiogroup" aria-label="Lesions of this scan" className={classes.lesions}>
        {lesions.map((lesion) => (
          <label key={lesion.id} className={classes.lesion}>
            <input
              type="radio"
              name="lesion"
              checked={lesion.id === selected?.id}
              onChange={() => onSelect(lesion.id)}
            />
            <span>
              {lesion.number}. {lesion.roi ?? 'Lesion'}
            </span>
            {lesion.excluded && <Tag tone="warn">excluded</Tag>}
            {!lesion.excluded && lesion.review !== 'unreviewed' && (
              <Tag tone={lesion.review === 'accepted' ? 'good' : 'info'}>{lesion.review}</Tag>
            )}
          </label>
        ))}
      </div>
      {seedMm && (
        <p className={classes.dim}>
          {draftMm ? 'New seed' : 'Seed'} ({mm(seedMm)}) mm LPS
        </p>
      )}
      {draftMm && (
        <Group gap={6}>
          {selected && (
            <Button
              size="compact-sm"
              disabled={readOnly}
              loading={save.isPending}
              onClick={() => save.mutate({ lesionId: selected.id, seedMm: draftMm })}
            >
              Move the seed here
            </Button>
          )}
          <Button
            size="compact-sm"
            variant={selected ? 'default' : 'filled'}
            disabled={readOnly}
            loading={add.isPending}
            onClick={() => add.mutate({ scanId, seedMm: draftMm })}
          >
            New lesion
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={onDraftDone}>
            Back
          </Button>
        </Group>
      )}
    </section>
  );
}
