import { Text } from '@mantine/core';
import { useCall } from '#renderer/state/use-call.ts';
import type { Cell, Lesion } from '#shared/domain/entities.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import { ClinicalField } from './clinical-field.tsx';
import classes from './lesion-detail.module.css';

interface ClinicalValuesProps {
  cohortId: CohortId;
  lesion: Lesion;
  clinical: Readonly<Record<string, Cell>>;
  readOnly: boolean;
}

/** What is known of the lesion and of its patient, each editable. */
export function ClinicalValues({ cohortId, lesion, clinical, readOnly }: ClinicalValuesProps) {
  const columns = useCall('cohorts.columns', { cohortId }).data ?? [];
  const ofPatient = columns.filter(({ level }) => level === 'patient');
  const ofLesion = columns.filter(({ level }) => level === 'lesion');
  const fields = (shown: typeof columns) => (
    <div className={classes.values}>
      {shown.map((column) => (
        <ClinicalField
          key={`${column.id} ${String(clinical[column.name] ?? '')}`}
          column={column}
          lesion={lesion}
          value={clinical[column.name] ?? null}
          readOnly={readOnly}
        />
      ))}
    </div>
  );
  return (
    <>
      {ofLesion.length > 0 && (
        <section>
          <h3 className={classes.heading}>
            Values <small>(of this lesion)</small>
          </h3>
          {fields(ofLesion)}
        </section>
      )}
      <section>
        <h3 className={classes.heading}>
          Clinical values <small>(of the patient)</small>
        </h3>
        {ofPatient.length === 0 && (
          <Text size="xs" c="dimmed">
            None imported. Import a table with a patient column to add them.
          </Text>
        )}
        {fields(ofPatient)}
      </section>
    </>
  );
}
