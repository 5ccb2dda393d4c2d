import { Button, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useSend } from '#renderer/state/use-call.ts';
import type { Lesion, SeedSource } from '#shared/domain/entities.ts';
import classes from './lesion-detail.module.css';

const sources: Record<SeedSource, string> = {
  table: 'from the table',
  rtstruct: 'centre of the contoured region',
  seg: 'centre of the segmented region',
  labelmap: 'centre of the label map',
  click: 'set by hand',
  centre: 'centre of the image',
};
const axes = ['x', 'y', 'z'] as const;

/** The seed in LPS millimetres; saving it can be undone. */
export function SeedEditor({ lesion, readOnly }: { lesion: Lesion; readOnly: boolean }) {
  const [seed, setSeed] = useState<(number | null)[]>([...lesion.seedMm]);
  const save = useSend('lesions.setSeed', { quiet: true, done: 'The seed was moved.' });
  const [x, y, z] = seed;
  const isComplete = typeof x === 'number' && typeof y === 'number' && typeof z === 'number';
  const isChanged = seed.some((value, axis) => value !== lesion.seedMm[axis]);
  const submit = () => {
    if (isComplete && isChanged) save.mutate({ lesionId: lesion.id, seedMm: [x, y, z] });
  };
  return (
    <section>
      <h3 className={classes.heading}>
        Seed, LPS mm{' '}
        <small>
          ({sources[lesion.seedSource]}
          {lesion.reviewer ? `, ${lesion.reviewer}` : ''})
        </small>
      </h3>
      <div className={classes.seed}>
        {axes.map((name, axis) => (
          <NumberInput
            key={name}
            aria-label={`Seed ${name} in mm`}
            leftSection={name}
            leftSectionWidth={22}
            hideControls
            decimalScale={3}
            readOnly={readOnly}
            value={seed[axis] ?? ''}
            onChange={(value) =>
              setSeed(seed.map((old, index) => (index === axis ? (typeof value === 'number' ? value : null) : old)))
            }
            onKeyDown={(event) => {
              if (event.key === 'Enter') submit();
            }}
          />
        ))}
        <Button
          variant="default"
          disabled={readOnly || !isComplete || !isChanged}
          loading={save.isPending}
          onClick={submit}
        >
          Move
        </Button>
      </div>
      {save.error && (
        <p className={classes.error} role="alert">
          {save.error.message}
        </p>
      )}
    </section>
  );
}
