import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';
import { useSend } from '#renderer/state/use-call.ts';
import type { ExpressionPreview } from '#shared/contract/biology.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import { ExpressionMatch } from './expression-match.tsx';

interface ExpressionImportProps {
  cohortId: CohortId;
  disabled: boolean;
  onDone: () => void;
}

/** File, then what of it belongs to the cohort; nothing is written before the last button. */
export function ExpressionImport({ cohortId, disabled, onDone }: ExpressionImportProps) {
  const [path, setPath] = useState('');
  const [preview, setPreview] = useState<ExpressionPreview | null>(null);
  const look = useSend('expression.preview', { quiet: true, onDone: setPreview });
  const submit = () => path.trim() !== '' && look.mutate({ cohortId, path: path.trim() });
  if (preview) {
    return (
      <ExpressionMatch
        key={preview.path}
        cohortId={cohortId}
        preview={preview}
        looking={look.isPending}
        lookError={look.error?.message ?? null}
        onLook={(reading) => look.mutate({ cohortId, path: preview.path, ...reading })}
        onBack={() => {
          look.reset();
          setPreview(null);
        }}
        onDone={onDone}
      />
    );
  }
  return (
    <Stack gap="sm">
      <PathField
        files={files}
        picks={[
          {
            what: 'file',
            title: 'Choose a table of expression',
            extensions: ['csv', 'tsv', 'txt', 'gz', 'xlsx'],
          },
        ]}
        label="Table of expression"
        description="CSV or TSV (also .gz) with a row per gene and a column per sample, or the other way round. The first column holds the names."
        value={path}
        onChange={setPath}
        onSubmit={submit}
        error={look.error?.message}
      />
      <Group justify="flex-end">
        <Button disabled={disabled || path.trim() === ''} loading={look.isPending} onClick={submit}>
          Look at it
        </Button>
      </Group>
    </Stack>
  );
}
