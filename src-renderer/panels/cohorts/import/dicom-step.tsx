import { Checkbox, Stack, Switch, Text } from '@mantine/core';
import { countOf } from '#renderer/components/format.ts';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { Tag } from '#renderer/components/tag.tsx';
import { ClinicalJoin } from './clinical-join.tsx';
import classes from './import-dialog.module.css';
import { type FolderTask, regionsOf } from './import-tasks.ts';
import { ImportWarnings } from './import-warnings.tsx';

const columns = [
  { id: 'patient', label: 'Patient' },
  { id: 'series', label: 'Series' },
  { id: 'modality', label: 'Modality' },
  { id: 'slices', label: 'Slices', align: 'right' as const },
  { id: 'use', label: 'Used' },
];
const shownSeries = 200;

/** What DICOM folders hold, which of their regions become lesions, and the table that goes with them. */
export function DicomStep({ task, onChange }: { task: FolderTask; onChange: (task: FolderTask) => void }) {
  const { previews, rois, repair } = task;
  const total = (of: 'fileCount' | 'patientCount' | 'repairable') =>
    previews.reduce((sum, preview) => sum + preview[of], 0);
  const series = previews.flatMap((preview) => preview.series);
  const regions = regionsOf(previews);
  const usable = series.filter((one) => one.usable).length;
  const repairable = total('repairable');
  const rows = series.slice(0, shownSeries).map((one, index) => ({
    id: index,
    dimmed: !one.usable,
    cells: [
      one.patientLabel,
      one.description,
      one.modality,
      one.sliceCount,
      one.usable ? <Tag tone="good">yes</Tag> : <span>{one.reason ?? 'no'}</span>,
    ],
  }));
  return (
    <Stack gap="sm">
      <Text size="sm">
        {countOf(total('fileCount'), 'file')}, {countOf(total('patientCount'), 'patient')},{' '}
        {countOf(series.length, 'series', 'series')} of which {usable} can be used.
      </Text>
      <ImportWarnings warnings={previews.flatMap(({ warnings }) => warnings)} />
      <fieldset className={classes.fieldset}>
        <legend className={classes.legend}>Regions that become lesions (the seed is the centre of the region)</legend>
        {regions.length === 0 && (
          <Text size="sm" c="dimmed">
            No contour or segmentation was found.
            {usable > 0 && ' The scans come in without lesions; seeds are then clicked in the viewer.'}
          </Text>
        )}
        <div className={classes.rois}>
          {regions.map(({ name, patientCount }) => (
            <Checkbox
              key={name}
              label={
                <>
                  {name} <span className={classes.dimmed}>({countOf(patientCount, 'patient')})</span>
                </>
              }
              checked={rois.includes(name)}
              onChange={(event) =>
                onChange({
                  ...task,
                  rois: event.currentTarget.checked ? [...rois, name] : rois.filter((other) => other !== name),
                })
              }
            />
          ))}
        </div>
      </fieldset>
      <Switch
        label="Put tilted or unevenly spaced series on a regular grid"
        description={
          repairable > 0
            ? `${countOf(repairable, 'series', 'series')} here need it, and would otherwise be refused. Each is marked with a warning.`
            : 'No series here was seen to need it.'
        }
        checked={repair}
        onChange={(event) => onChange({ ...task, repair: event.currentTarget.checked })}
      />
      <ClinicalJoin task={task} onChange={onChange} />
      <div className={classes.scroll}>
        <GridTable label="Series found" columns={columns} rows={rows} />
      </div>
      {series.length > shownSeries && (
        <Text size="xs" c="dimmed">
          The first {shownSeries} series are shown; all are imported.
        </Text>
      )}
    </Stack>
  );
}
