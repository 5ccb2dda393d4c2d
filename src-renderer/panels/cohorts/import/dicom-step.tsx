import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { countOf } from '#renderer/components/format.ts';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { Note } from '#renderer/components/note.tsx';
import { Tag } from '#renderer/components/tag.tsx';
import type { ImportPreview } from '#shared/contract/imports.ts';
import classes from './import-dialog.module.css';
import { ImportWarnings } from './import-warnings.tsx';

const columns = [
  { id: 'patient', label: 'Patient' },
  { id: 'series', label: 'Series' },
  { id: 'modality', label: 'Modality' },
  { id: 'slices', label: 'Slices', align: 'right' as const },
  { id: 'use', label: 'Used' },
];
const shownSeries = 200;

interface DicomStepProps {
  preview: Extract<ImportPreview, { kind: 'dicom-folder' }>;
  starting: boolean;
  error: string | null;
  onBack: () => void;
  onStart: (rois: string[]) => void;
}

/** What a DICOM folder holds, and which of its regions become lesions. */
export function DicomStep({ preview, starting, error, onBack, onStart }: DicomStepProps) {
  const [rois, setRois] = useState(() => preview.rois.filter(({ suggested }) => suggested).map(({ name }) => name));
  const usable = preview.series.filter((series) => series.usable).length;
  const rows = preview.series.slice(0, shownSeries).map((series, index) => ({
    id: index,
    dimmed: !series.usable,
    cells: [
      series.patientLabel,
      series.description,
      series.modality,
      series.sliceCount,
      series.usable ? <Tag tone="good">yes</Tag> : <span>{series.reason ?? 'no'}</span>,
    ],
  }));
  return (
    <Stack gap="sm" mt="sm">
      <Text size="sm">
        {countOf(preview.fileCount, 'file')}, {countOf(preview.patientCount, 'patient')},{' '}
        {countOf(preview.series.length, 'series', 'series')} of which {usable} can be used.
      </Text>
      <fieldset className={classes.fieldset}>
        <legend className={classes.legend}>Regions that become lesions (the seed is the centre of the region)</legend>
        {preview.rois.length === 0 && (
          <Text size="sm" c="dimmed">
            No contour or segmentation was found.{usable > 0 && ' The scans are imported without lesions.'}
          </Text>
        )}
        <div className={classes.rois}>
          {preview.rois.map(({ name, patientCount }) => (
            <Checkbox
              key={name}
              label={
                <>
                  {name} <span className={classes.dimmed}>({countOf(patientCount, 'patient')})</span>
                </>
              }
              checked={rois.includes(name)}
              onChange={(event) =>
                setRois(event.currentTarget.checked ? [...rois, name] : rois.filter((other) => other !== name))
              }
            />
          ))}
        </div>
      </fieldset>
      <div className={classes.scroll}>
        <GridTable label="Series found" columns={columns} rows={rows} />
      </div>
      {preview.series.length > shownSeries && (
        <Text size="xs" c="dimmed">
          The first {shownSeries} series are shown; all are imported.
        </Text>
      )}
      <ImportWarnings warnings={preview.warnings} />
      {error && <Note tone="bad">{error}</Note>}
      <Group justify="flex-end" gap={6}>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        <Button disabled={usable === 0} loading={starting} onClick={() => onStart(rois)}>
          Import {countOf(preview.patientCount, 'patient')}
        </Button>
      </Group>
    </Stack>
  );
}
