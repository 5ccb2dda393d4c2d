import { Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Note } from '#renderer/components/note.tsx';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import type { Lesion } from '#shared/domain/entities.ts';
import classes from './lesion-detail.module.css';
import { distanceMm, largestDistanceMm } from './reader-distances.ts';

const columns = [
  { id: 'reader', label: 'Reader' },
  { id: 'seed', label: 'Seed, LPS mm' },
  { id: 'distance', label: 'From the seed', align: 'right' as const, tight: true },
  { id: 'actions', label: 'Actions', hidden: true },
];

/** Seeds that several readers set on their own, and how far they lie apart. */
export function Readers({ lesion, readOnly }: { lesion: Lesion; readOnly: boolean }) {
  const readers = useCall('readers.list', { lesionId: lesion.id }).data ?? [];
  const remove = useSend('readers.removeSeed');
  const [adding, form] = useDisclosure(false);
  const widest = largestDistanceMm(readers.map(({ seedMm }) => seedMm));
  const rows = readers.map(({ reader, seedMm }) => ({
    id: reader,
    cells: [
      reader,
      seedMm.map((mm) => mm.toFixed(1)).join(', '),
      `${distanceMm(seedMm, lesion.seedMm).toFixed(1)} mm`,
      <IconButton
        key="actions"
        icon={IconTrash}
        size={24}
        label={`Remove the seed of ${reader}`}
        disabled={readOnly}
        onClick={() => remove.mutate({ lesionId: lesion.id, reader })}
      />,
    ],
  }));
  return (
    <section>
      <h3 className={classes.heading}>
        Readers {widest !== null && <small>(at most {widest.toFixed(1)} mm apart)</small>}
      </h3>
      {rows.length > 0 && <GridTable label="Seeds of the readers" columns={columns} rows={rows} />}
      {adding ? (
        <ReaderForm lesion={lesion} onDone={form.close} />
      ) : (
        <Button
          variant="default"
          size="compact-xs"
          mt={rows.length > 0 ? 6 : 0}
          disabled={readOnly}
          onClick={form.open}
        >
          Add a reading
        </Button>
      )}
    </section>
  );
}

/** A reading typed in; readings set by a click are made in the viewer. */
function ReaderForm({ lesion, onDone }: { lesion: Lesion; onDone: () => void }) {
  const [reader, setReader] = useState('');
  const [seed, setSeed] = useState<(number | null)[]>([...lesion.seedMm]);
  const save = useSend('readers.setSeed', { quiet: true, onDone });
  const [x, y, z] = seed;
  const isComplete = typeof x === 'number' && typeof y === 'number' && typeof z === 'number' && reader.trim() !== '';
  const submit = () => {
    if (isComplete) save.mutate({ lesionId: lesion.id, reader: reader.trim(), seedMm: [x, y, z] });
  };
  return (
    <Stack gap={6} mt={6}>
      <TextInput
        aria-label="Reader"
        placeholder="Initials of the reader"
        maxLength={120}
        value={reader}
        onChange={(event) => setReader(event.currentTarget.value)}
      />
      <div className={classes.seed}>
        {(['x', 'y', 'z'] as const).map((name, axis) => (
          <NumberInput
            key={name}
            aria-label={`Reading ${name} in mm`}
            leftSection={name}
            leftSectionWidth={22}
            hideControls
            decimalScale={3}
            value={seed[axis] ?? ''}
            onChange={(value) =>
              setSeed(seed.map((old, index) => (index === axis ? (typeof value === 'number' ? value : null) : old)))
            }
          />
        ))}
      </div>
      {save.error && <Note tone="bad">{save.error.message}</Note>}
      <Group justify="flex-end" gap={6}>
        <Text size="xs" c="dimmed" flex={1}>
          The seed of the lesion stays where it is.
        </Text>
        <Button variant="default" size="compact-xs" onClick={onDone}>
          Cancel
        </Button>
        <Button size="compact-xs" disabled={!isComplete} loading={save.isPending} onClick={submit}>
          Keep
        </Button>
      </Group>
    </Stack>
  );
}
