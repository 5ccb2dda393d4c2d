import { Select } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { Note } from '#renderer/components/note.tsx';
import { Pending } from '#renderer/components/pending.tsx';
import { describeError } from '#renderer/state/notices.ts';
import { useCall } from '#renderer/state/use-call.ts';
import type { FeatureSet } from '#shared/domain/entities.ts';
import type { FeatureSetId, LesionId } from '#shared/domain/ids.ts';
import classes from './viewer-page.module.css';

/** The lesions whose features are most like those of the one in view. */
export function SimilarLesions({ lesionId, sets }: { lesionId: LesionId; sets: readonly FeatureSet[] }) {
  const [chosen, setChosen] = useState<FeatureSetId | null>(null);
  const featureSetId = chosen ?? sets[0]?.id ?? null;
  const similar = useCall('viewer.similar', featureSetId === null ? null : { lesionId, featureSetId, limit: 8 });
  return (
    <section className={classes.section}>
      <h2 className={classes.heading}>Most similar lesions</h2>
      {sets.length === 0 && <p className={classes.dim}>No features of this cohort yet.</p>}
      {sets.length > 1 && (
        <Select<FeatureSetId>
          aria-label="Features"
          data={sets.map(({ id, modelName, profile }) => ({ value: id, label: `${modelName}, ${profile}` }))}
          value={featureSetId}
          onChange={setChosen}
        />
      )}
      {similar.error && <Note>{describeError(similar.error).message}</Note>}
      {similar.isLoading && <Pending rows={3} label="Comparing features" />}
      <ol className={classes.similar}>
        {similar.data?.map(({ lesion, similarity }) => (
          <li key={lesion.id}>
            <Link href={`/viewer/${lesion.scanId}/${lesion.id}`}>
              {lesion.patientCode}, lesion {lesion.number}
            </Link>
            <span>{similarity.toFixed(3)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
