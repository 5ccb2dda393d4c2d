import { Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCube3dSphere, IconFileExport, IconTrash, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { confirm } from '#renderer/components/confirm.tsx';
import { CopyText } from '#renderer/components/copy-text.tsx';
import { EmptyPage } from '#renderer/components/empty-page.tsx';
import { formatCompact, formatCount, formatTime } from '#renderer/components/format.ts';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Card, Page } from '#renderer/components/page.tsx';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { UntrainedTag } from '#renderer/components/tag.tsx';
import { describeError } from '#renderer/state/notices.ts';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { Model } from '#shared/domain/entities.ts';
import { ExportOnnxDialog } from './export-onnx-dialog.tsx';
import { ImportModelDialog } from './import-model-dialog.tsx';

const columns = [
  { id: 'name', label: 'Model' },
  { id: 'architecture', label: 'Architecture' },
  { id: 'parameters', label: 'Parameters', align: 'right' as const },
  { id: 'features', label: 'Features', align: 'right' as const },
  { id: 'origin', label: 'Origin and licence' },
  { id: 'sha', label: 'SHA-256' },
  { id: 'added', label: 'Added', tight: true },
  { id: 'actions', label: 'Actions', hidden: true },
];

export default function ModelsPanel() {
  const models = useCall('models.list', {});
  const readOnly = useReadOnly();
  const [importing, importDialog] = useDisclosure(false);
  const [exported, setExported] = useState<Model | null>(null);
  const addBundled = useSend('models.addBundled', { done: 'The untrained encoder was added.' });
  const remove = useSend('models.remove', { done: 'The model was removed.' });

  const rows = (models.data ?? []).map((model) => ({
    id: model.id,
    cells: [
      <Group key="name" gap={6}>
        <strong>{model.name}</strong>
        <UntrainedTag trained={model.trained} />
      </Group>,
      model.architecture,
      <span key="parameters" title={formatCount(model.parameterCount)}>
        {formatCompact(model.parameterCount)}
      </span>,
      formatCount(model.featureCount),
      [model.provenance, model.licence].filter((part) => part !== '').join(' · '),
      <Group key="sha" gap={2} wrap="nowrap">
        <code>{model.sha256.slice(0, 10)}</code>
        <CopyText text={model.sha256} what={`SHA-256 of ${model.name}`} />
      </Group>,
      formatTime(model.createdAt),
      <Group key="actions" gap={2} wrap="nowrap" justify="flex-end">
        <IconButton icon={IconFileExport} label={`Export ${model.name} as ONNX`} onClick={() => setExported(model)} />
        <IconButton
          icon={IconTrash}
          label={`Remove ${model.name}`}
          disabled={readOnly}
          onClick={() =>
            confirm({
              title: 'Remove this model?',
              message: `${model.name} and its weights leave this workspace. The file it was imported from stays.`,
              label: 'Remove model',
              onConfirm: () => remove.mutate({ modelId: model.id }),
            })
          }
        />
      </Group>,
    ],
  }));

  const buttons = (
    <>
      {models.data?.every(({ trained }) => trained) && (
        <Button
          variant="default"
          disabled={readOnly}
          loading={addBundled.isPending}
          title="The foundation model's network with random weights: to try the app without a weight file."
          onClick={() => addBundled.mutate({})}
        >
          Add the untrained encoder
        </Button>
      )}
      <Button leftSection={<IconUpload size={15} aria-hidden />} disabled={readOnly} onClick={importDialog.open}>
        Import a model
      </Button>
    </>
  );
  return (
    <Page title="Models" actions={rows.length > 0 && buttons}>
      {models.isPending && <Pending />}
      {models.error && <Failed message={describeError(models.error).message} onRetry={() => void models.refetch()} />}
      {models.data?.length === 0 && (
        <EmptyPage
          icon={IconCube3dSphere}
          title="No model in this workspace"
          description="Import the weights of a foundation model from a file on this computer. Nothing is downloaded, and files that could run code are refused."
        >
          <Group gap="xs">{buttons}</Group>
        </EmptyPage>
      )}
      {rows.length > 0 && (
        <Card>
          <GridTable label="Models of this workspace" columns={columns} rows={rows} />
        </Card>
      )}
      {importing && <ImportModelDialog onClose={importDialog.close} />}
      {exported && <ExportOnnxDialog model={exported} onClose={() => setExported(null)} />}
    </Page>
  );
}
