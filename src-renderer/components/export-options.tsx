import { Checkbox, Group, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useId } from 'react';
import { figureFormats } from '#shared/contract/evidence.ts';
import type { ColumnCount } from '#shared/figure-columns.ts';
import { type FigurePresetId, figurePresetIds, figurePresets } from '#shared/figure-presets.ts';
import { type FigureFormat, formatNames } from './figure-formats.ts';

/** What files are written, and how figures are set in them. */
export interface ExportSettings {
  readonly formats: readonly FigureFormat[];
  readonly dpi: 300 | 600;
  readonly preset: FigurePresetId;
  /** Null: each figure as wide as it was written. */
  readonly columns: ColumnCount | null;
}

interface ExportOptionsProps {
  settings: ExportSettings;
  onChange: (settings: ExportSettings) => void;
  /** What `columns: null` is called; absent: it is not offered. */
  asWritten?: string;
}

export function ExportOptions({ settings, onChange, asWritten }: ExportOptionsProps) {
  const { formats, dpi, preset, columns } = settings;
  const widthId = useId();
  const resolutionId = useId();
  const [single, double] = figurePresets[preset].columnMm;
  const hasPixels = formats.includes('png') || formats.includes('tiff');
  return (
    <>
      <Checkbox.Group
        label="Formats"
        description="A receipt with the hashes of data, model and code is written beside them."
        value={[...formats]}
        onChange={(chosen) => onChange({ ...settings, formats: figureFormats.filter((id) => chosen.includes(id)) })}
      >
        <Stack gap={6} mt={6}>
          {figureFormats.map((format) => (
            <Checkbox key={format} value={format} label={formatNames[format]} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Select<FigurePresetId>
        label="Set for"
        description="Sizes of text, lines and paper."
        allowDeselect={false}
        data={figurePresetIds.map((id) => ({ value: id, label: figurePresets[id].title }))}
        value={preset}
        onChange={(value) => value && onChange({ ...settings, preset: value })}
      />
      <Group gap="xs">
        <Text size="xs" id={widthId}>
          Width
        </Text>
        <SegmentedControl
          aria-labelledby={widthId}
          value={String(columns ?? 'as written')}
          onChange={(value) => onChange({ ...settings, columns: value === '1' ? 1 : value === '2' ? 2 : null })}
          data={[
            ...(asWritten === undefined ? [] : [{ value: 'as written', label: asWritten }]),
            { value: '1', label: `One column, ${single} mm` },
            { value: '2', label: `Two columns, ${double} mm` },
          ]}
        />
      </Group>
      {hasPixels && (
        <Group gap="xs">
          <Text size="xs" id={resolutionId}>
            Resolution of PNG and TIFF
          </Text>
          <SegmentedControl
            aria-labelledby={resolutionId}
            value={String(dpi)}
            onChange={(value) => onChange({ ...settings, dpi: value === '300' ? 300 : 600 })}
            data={[
              { value: '300', label: '300 dpi' },
              { value: '600', label: '600 dpi' },
            ]}
          />
        </Group>
      )}
    </>
  );
}
