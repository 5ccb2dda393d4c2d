import { Text } from '@mantine/core';
import { useCall } from '#renderer/state/use-call.ts';
import type { Cell } from '#shared/domain/entities.ts';
import type { CohortId, PatientId } from '#shared/domain/ids.ts';
import { ClinicalField } from './clinical-field.tsx';
import classes from './lesion-detail.module.css';

interface ClinicalValuesProps {
  cohortId: CohortId;
  patientId: PatientId;
  clinical: Readonly<Record<string, Cell>>;
  readOnly: boolean;
}

export function ClinicalValues({ cohortId, patientId, clinical, readOnly }: ClinicalValuesProps) {
  const columns = useCall('cohorts.columns', { cohortId }).data ?? [];
  return (
    <section>
      <h3 className={classes.heading}>
        Clinical values <small>(of the patient)</small>
      </h3>
      {columns.length === 0 && (
        <Text size="xs" c="dimmed">
          None imported. Import a table with a patient column to add them.
        </Text>
      )}
      <div className={classes.values}>
        {columns.map((column) => (
          <ClinicalField
            key={`${column.id} ${String(clinical[column.name] ?? '')}`}
            column={column}
            patientId={patientId}
            value={clinical[column.name] ?? null}
            readOnly={readOnly}
          />
        ))}
      </div>
    </section>
  );
}
