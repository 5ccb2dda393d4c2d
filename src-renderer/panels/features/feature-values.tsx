import { Group } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { countOf } from '#renderer/components/format.ts';
import { GridTable, RowLink } from '#renderer/components/grid-table.tsx';
import { Card } from '#renderer/components/page.tsx';
import { Pager } from '#renderer/components/pager.tsx';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { describeError } from '#renderer/state/notices.ts';
import { useCall } from '#renderer/state/use-call.ts';
import type { FeatureSet } from '#shared/domain/entities.ts';
import type { CohortId } from '#shared/domain/ids.ts';

const rowsShown = 50;
const featuresShown = 10;

/** A window into the matrix of features: rows are lesions, columns are features. */
export function FeatureValues({ set, cohortId }: { set: FeatureSet; cohortId: CohortId }) {
  const [offset, setOffset] = useState(0);
  const [firstFeature, setFirstFeature] = useState(0);
  const [, navigate] = useLocation();
  const page = useCall(
    'features.page',
    { featureSetId: set.id, offset, limit: rowsShown, firstFeature, features: featuresShown },
    { keepPrevious: true },
  );
  const width = page.data?.rows[0]?.values.length ?? 0;
  const columns = [
    { id: 'lesion', label: 'Lesion', tight: true },
    ...Array.from({ length: width }, (_, index) => ({
      id: String(index),
      label: `pred_${firstFeature + index}`,
      align: 'right' as const,
    })),
  ];
  const rows = (page.data?.rows ?? []).map(({ lesionId, patientCode, lesionNumber, values }) => ({
    id: lesionId,
    cells: [
      <RowLink key="lesion" onClick={() => navigate(`/cohorts/${cohortId}/${lesionId}`)}>
        {patientCode}, {lesionNumber}
      </RowLink>,
      ...values.map((value) => value.toFixed(4).replace('-', '\u2212')),
    ],
  }));
  const total = page.data?.total ?? 0;
  return (
    <Card
      title={`Values: ${countOf(total, 'lesion')} by ${countOf(set.dimension, 'feature')}`}
      actions={
        <Group gap={16}>
          <Pager
            what="features"
            offset={firstFeature}
            step={featuresShown}
            total={set.dimension}
            onOffset={setFirstFeature}
          />
          <Pager what="lesions" offset={offset} step={rowsShown} total={total} onOffset={setOffset} />
        </Group>
      }
    >
      {page.isPending && <Pending rows={8} />}
      {page.error && <Failed message={describeError(page.error).message} onRetry={() => void page.refetch()} />}
      {rows.length > 0 && <GridTable label="Feature values" columns={columns} rows={rows} />}
    </Card>
  );
}
