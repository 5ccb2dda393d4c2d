import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { countOf } from '#renderer/components/format.ts';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { describeError } from '#renderer/state/notices.ts';
import { useCall } from '#renderer/state/use-call.ts';
import type { TableMapping } from '#shared/contract/imports.ts';
import classes from './import-dialog.module.css';

const shownRows = 20;

/** What the first rows become under the mapping, with what is wrong with them; no image is read for it. */
export function RowPreview({ path, mapping }: { path: string; mapping: TableMapping }) {
  const [settled] = useDebouncedValue(mapping, 400);
  const answer = useCall('imports.previewRows', { path, mapping: settled, limit: shownRows }, { keepPrevious: true });
  const { data, error } = answer;
  const wrong = data?.rows.filter(({ problem }) => problem !== null).length ?? 0;
  return (
    <fieldset className={classes.fieldset}>
      <legend className={classes.legend}>The first rows, as they will come in</legend>
      {error && <Failed message={describeError(error).message} onRetry={() => void answer.refetch()} />}
      {answer.isPending && <Pending rows={4} label="Reading the first rows" />}
      {data && (
        <>
          <Text size="xs" c={wrong > 0 ? 'var(--bad)' : 'dimmed'} mb={6} role="status">
            {wrong > 0
              ? `${countOf(wrong, 'row')} of the first ${data.rows.length} cannot be taken as they stand: see Problem.`
              : `No problem in the first ${countOf(data.rows.length, 'row')}.`}
          </Text>
          <div className={classes.scroll}>
            <GridTable
              label="First rows"
              columns={[
                { id: 'line', label: 'Row', align: 'right' },
                ...(wrong > 0 ? [{ id: 'problem', label: 'Problem' }] : []),
                ...data.columns.map((label, index) => ({ id: `${index} ${label}`, label })),
              ]}
              rows={data.rows.map(({ line, cells, problem }) => ({
                id: line,
                cells: [
                  line,
                  ...(wrong > 0
                    ? [
                        <span key="problem" className={classes.problem}>
                          {problem}
                        </span>,
                      ]
                    : []),
                  ...cells,
                ],
              }))}
            />
          </div>
        </>
      )}
    </fieldset>
  );
}
