import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { countOf } from '#renderer/components/format.ts';
import { Note } from '#renderer/components/note.tsx';
import { useSend } from '#renderer/state/use-call.ts';
import type { ExpressionPreview, ExpressionReading } from '#shared/contract/biology.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import { MatchReport } from './match-report.tsx';

interface ExpressionMatchProps {
  cohortId: CohortId;
  preview: ExpressionPreview;
  looking: boolean;
  lookError: string | null;
  onLook: (reading: Pick<ExpressionReading, 'orientation' | 'sampleColumn'>) => void;
  onBack: () => void;
  onDone: () => void;
}

const orientations = [
  { value: 'genes-in-rows' as const, label: 'Genes in rows, samples in columns' },
  { value: 'samples-in-rows' as const, label: 'Samples in rows, genes in columns' },
];
const byLabel = 'label';

/** What was found in the file; how it lies and how its samples name the patients can be changed. */
export function ExpressionMatch({
  cohortId,
  preview,
  looking,
  lookError,
  onLook,
  onBack,
  onDone,
}: ExpressionMatchProps) {
  const [name, setName] = useState(preview.suggestedName);
  const [unit, setUnit] = useState(preview.suggestedUnit === 'not logarithmic' ? '' : preview.suggestedUnit);
  const start = useSend('expression.import', { quiet: true, done: 'The expression was imported.', onDone });
  const { orientation, matched } = preview.report;
  const { sampleColumn, sampleColumns } = preview;
  const named = [
    { value: byLabel, label: 'the labels of the patients' },
    ...[
      ...new Set([...sampleColumns.map((column) => column.name), ...(sampleColumn === null ? [] : [sampleColumn])]),
    ].map((column) => ({ value: `column:${column}`, label: `the column ${column}` })),
  ];
  const error = start.error?.message ?? lookError;
  return (
    <Stack gap="sm">
      <Group grow align="flex-start" gap="sm">
        <Select
          label="Layout of the file"
          data={orientations}
          value={orientation}
          allowDeselect={false}
          disabled={looking}
          onChange={(value) => value && onLook({ orientation: value, sampleColumn })}
        />
        <Select
          label="Samples are named by"
          data={named}
          value={sampleColumn === null ? byLabel : `column:${sampleColumn}`}
          allowDeselect={false}
          disabled={looking}
          onChange={(value) =>
            value && onLook({ orientation, sampleColumn: value === byLabel ? null : value.slice('column:'.length) })
          }
        />
      </Group>
      <MatchReport preview={preview} />
      <Group grow align="flex-start" gap="sm">
        <TextInput label="Name" maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <TextInput
          label="Unit"
          placeholder="e.g. log2(TPM + 1), z-score"
          maxLength={60}
          value={unit}
          onChange={(event) => setUnit(event.currentTarget.value)}
        />
      </Group>
      {error && <Note tone="bad">{error}</Note>}
      <Group justify="flex-end" gap={6}>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        <Button
          disabled={matched === 0 || name.trim() === '' || looking}
          loading={start.isPending}
          onClick={() =>
            start.mutate({
              cohortId,
              path: preview.path,
              orientation,
              sampleColumn,
              name: name.trim(),
              unit: unit.trim(),
            })
          }
        >
          Import {countOf(matched, 'patient')}
        </Button>
      </Group>
    </Stack>
  );
}
