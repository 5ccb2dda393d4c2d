import { Group, SegmentedControl, Stack, Switch, TagsInput, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { type Lesion, type ReviewState, reviewStates } from '#shared/domain/entities.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import classes from './lesion-detail.module.css';

interface ReviewEditorProps {
  lesion: Lesion;
  cohortId: CohortId;
  readOnly: boolean;
}

const labels: Record<ReviewState, string> = { unreviewed: 'Not yet', accepted: 'Accepted', queried: 'Queried' };

/** What somebody who looked at the lesion says of it: review, exclusion, tags and a note. Every change can be undone. */
export function ReviewEditor({ lesion, cohortId, readOnly }: ReviewEditorProps) {
  const curate = useSend('lesions.curate');
  const known = useCall('lesions.tags', { cohortId }).data?.map(({ tag }) => tag) ?? [];
  const lesionIds = [lesion.id];
  const setTags = (next: string[]) => {
    const tags = next.map((tag) => tag.trim().slice(0, 40)).filter((tag) => tag !== '');
    const addTags = tags.filter((tag) => !lesion.tags.includes(tag));
    const removeTags = lesion.tags.filter((tag) => !tags.includes(tag));
    if (addTags.length + removeTags.length > 0) curate.mutate({ lesionIds, change: { addTags, removeTags } });
  };
  return (
    <section>
      <h3 className={classes.heading}>Review</h3>
      <Stack gap="xs">
        <Group gap="sm">
          <SegmentedControl<ReviewState>
            aria-label="Review of the seed"
            disabled={readOnly || curate.isPending}
            data={reviewStates.map((value) => ({ value, label: labels[value] }))}
            value={lesion.review}
            onChange={(review) => curate.mutate({ lesionIds, change: { review } })}
          />
        </Group>
        <Switch
          label="Exclude from features and biomarkers"
          checked={lesion.excluded}
          disabled={readOnly || curate.isPending}
          onChange={(event) => curate.mutate({ lesionIds, change: { excluded: event.currentTarget.checked } })}
        />
        {lesion.criterion !== null && (
          <Text size="xs" c="dimmed">
            Left out by a criterion of the cohort: {lesion.criterion}
          </Text>
        )}
        <TagsInput
          aria-label="Tags"
          placeholder={lesion.tags.length === 0 ? 'Tags: type, then Enter' : ''}
          readOnly={readOnly}
          maxTags={50}
          data={known}
          value={lesion.tags}
          onChange={setTags}
        />
        <NoteField key={lesion.note} lesion={lesion} readOnly={readOnly} />
      </Stack>
    </section>
  );
}

/** Saved when the field is left; Escape gives it up. */
function NoteField({ lesion, readOnly }: { lesion: Lesion; readOnly: boolean }) {
  const [text, setText] = useState(lesion.note);
  const save = useSend('lesions.setNote');
  return (
    <Textarea
      aria-label="Note"
      placeholder="Note"
      autosize
      minRows={1}
      maxRows={8}
      maxLength={4000}
      readOnly={readOnly}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => text !== lesion.note && save.mutate({ lesionId: lesion.id, note: text })}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        setText(lesion.note);
      }}
    />
  );
}
