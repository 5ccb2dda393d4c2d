import { Button, Divider, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Note } from '#renderer/components/note.tsx';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { describeError } from '#renderer/state/notices.ts';
import { useTicketedCall } from '#renderer/state/ticketed-call.ts';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { CohortId, ModelId, SplitId } from '#shared/domain/ids.ts';
import { LeakList } from './leak-list.tsx';

/** What is on both sides of the walls of a split, and between its test part and what a model was pre-trained on. */
export function LeakageDialog({ cohortId, onClose }: { cohortId: CohortId; onClose: () => void }) {
  const splits = useCall('splits.list', { cohortId }).data ?? [];
  const models = useCall('models.list', {}).data ?? [];
  const cohorts = useCall('cohorts.list', {}).data ?? [];
  const readOnly = useReadOnly();
  const [chosenSplit, setSplit] = useState<SplitId | null>(null);
  const [modelId, setModel] = useState<ModelId | null>(null);
  const [pretraining, setPretraining] = useState<CohortId | null>(null);
  const splitId = chosenSplit ?? splits[0]?.id ?? null;
  const report = useTicketedCall('leakage.check', { cohortId, splitId, modelId });
  const tell = useSend('models.setPretraining', {
    done: 'It is kept with the model.',
    onDone: () => void report.refetch(),
  });
  const { leaks = [], total = 0 } = report.data ?? {};
  return (
    <Modal opened onClose={onClose} title="Leakage check" size="xl">
      <Stack gap="sm">
        <Text size="xs" c="dimmed">
          Looks for one patient under two names, shared studies and scans, and nearly the same patch in two parts of a
          split, and for test patients that the model saw in pre-training. Training on a split that leaks is refused.
        </Text>
        <Group grow align="flex-end">
          <Select<SplitId>
            label="Split"
            placeholder="no split yet: the cohort alone"
            data={splits.map(({ id, name }) => ({ value: id, label: name }))}
            value={splitId}
            onChange={setSplit}
          />
          <Select<ModelId>
            label="Pre-training of"
            placeholder="no model"
            clearable
            data={models.map(({ id, name }) => ({ value: id, label: name }))}
            value={modelId}
            onChange={setModel}
          />
        </Group>
        {report.isPending && (
          <Pending
            label={`Comparing patients, studies and patches${report.share === null ? '' : `: ${Math.round(report.share * 100)} %`}`}
          />
        )}
        {report.error && <Failed message={describeError(report.error).message} onRetry={() => void report.refetch()} />}
        {report.data && (
          <>
            <Note tone={total > 0 ? 'bad' : 'info'}>
              {total > 0 ? `${total === 1 ? 'One leak was' : `${total} leaks were`} found.` : 'No leak was found.'}{' '}
              Compared: {report.data.compared.join('; ')}.
            </Note>
            {leaks.length > 0 && <LeakList leaks={leaks} total={total} />}
          </>
        )}
        {modelId !== null && (
          <>
            <Divider />
            <Group align="flex-end" gap="sm">
              <Select<CohortId>
                label="This model was pre-trained on the patients of"
                description="Of a cohort in this workspace; they may then never be in a test part."
                placeholder="none that is here"
                flex={1}
                clearable
                data={cohorts.map(({ id, name }) => ({ value: id, label: name }))}
                value={pretraining}
                onChange={setPretraining}
              />
              <Button
                variant="default"
                disabled={readOnly}
                loading={tell.isPending}
                onClick={() => tell.mutate({ modelId, cohortId: pretraining })}
              >
                Keep this
              </Button>
            </Group>
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Done
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
