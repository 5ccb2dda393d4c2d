import { Group, Stack, Text } from '@mantine/core';
import { CopyText } from '#renderer/components/copy-text.tsx';
import { countOf } from '#renderer/components/format.ts';
import { Note } from '#renderer/components/note.tsx';
import { useCall } from '#renderer/state/use-call.ts';
import type { EndpointDefinition } from '#shared/domain/entities.ts';
import type { CohortId } from '#shared/domain/ids.ts';

/** Who would have a value and who would not, while the definition is being filled in, with the sentence for Methods. */
export function EndpointPreview({ cohortId, definition }: { cohortId: CohortId; definition: EndpointDefinition }) {
  const { data, error } = useCall('endpoints.preview', { cohortId, definition }, { keepPrevious: true });
  if (error) return <Note tone="bad">{error.message}</Note>;
  if (!data) return null;
  const counts = Object.entries(data.counts);
  const isOneSided = counts.some(([, count]) => count === 0);
  return (
    <Stack gap={6} aria-live="polite">
      <Text size="sm">
        {counts.map(([label, count]) => `${label}: ${count}`).join(', ')}
        {data.undefinedCount > 0 && `; without a value: ${countOf(data.undefinedCount, 'patient')}`}
      </Text>
      {Object.entries(data.reasons).map(([reason, count]) => (
        <Text key={reason} size="xs" c="dimmed">
          {countOf(count, 'patient')}: {reason}
        </Text>
      ))}
      {isOneSided && <Note tone="warn">A class has no patient: nothing can be learnt or tested with it.</Note>}
      <Group gap={4} wrap="nowrap" align="flex-start">
        <Text size="xs" flex={1}>
          <strong>For Methods: </strong>
          {data.sentence}
        </Text>
        <CopyText text={data.sentence} what="the sentence for Methods" />
      </Group>
    </Stack>
  );
}
