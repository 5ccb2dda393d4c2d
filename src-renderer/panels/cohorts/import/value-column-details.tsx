import { NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { formatCount } from '#renderer/components/format.ts';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { describeError } from '#renderer/state/notices.ts';
import { useCall } from '#renderer/state/use-call.ts';
import type { TableMapping } from '#shared/contract/imports.ts';
import classes from './import-dialog.module.css';

export type ValueColumn = TableMapping['clinical'][number];

/** Usual changes of unit; the factors of time are those of the Julian year. */
const conversions = [
  { id: 'none', label: 'As they stand', factor: 1, unit: null },
  { id: 'weeks', label: 'Weeks to days', factor: 7, unit: 'days' },
  { id: 'months', label: 'Months to days', factor: 30.4375, unit: 'days' },
  { id: 'years', label: 'Years to days', factor: 365.25, unit: 'days' },
  { id: 'cm', label: 'cm to mm', factor: 10, unit: 'mm' },
] as const;
const ownFactor = 'own';

interface ValueColumnDetailsProps {
  path: string;
  entry: ValueColumn;
  onChange: (part: Partial<ValueColumn>) => void;
}

/** Of one column: how its numbers are converted, and what each of its texts becomes. */
export function ValueColumnDetails({ path, entry, onChange }: ValueColumnDetailsProps) {
  const answer = useCall('imports.columnValues', { path, column: entry.column });
  const known = conversions.find(({ factor }) => factor === entry.factor);
  const rename = (text: string, to: string) => {
    const { [text]: _, ...others } = entry.values;
    onChange({ values: to === '' ? others : { ...others, [text]: to } });
  };
  return (
    <div className={classes.details}>
      <Stack gap={8}>
        {entry.type === 'number' ? (
          <>
            <Select
              label="Numbers are"
              data={[
                ...conversions.map(({ id, label }) => ({ value: id as string, label })),
                { value: ownFactor, label: 'Multiplied by…' },
              ]}
              value={known?.id ?? ownFactor}
              onChange={(id) => {
                const chosen = conversions.find((one) => one.id === id);
                if (chosen) onChange({ factor: chosen.factor, ...(chosen.unit ? { unit: chosen.unit } : {}) });
                else if (id === ownFactor && known) onChange({ factor: 1000 });
              }}
            />
            {!known && (
              <NumberInput
                label="Factor"
                min={0}
                value={entry.factor}
                onChange={(value) => typeof value === 'number' && value > 0 && onChange({ factor: value })}
              />
            )}
          </>
        ) : (
          <Text size="xs" c="dimmed">
            Write at the right what a text becomes, such as 1 = male and 2 = female. Left empty, it stays as it is.
          </Text>
        )}
      </Stack>
      {answer.isPending && <Pending rows={3} label="Reading the values" />}
      {answer.error && <Failed message={describeError(answer.error).message} onRetry={() => void answer.refetch()} />}
      {answer.data && (
        // A box that scrolls must be reachable by keyboard.
        <div className={classes.valueMap} role="group" aria-label={`Values of ${entry.column}`} tabIndex={0}>
          {answer.data.values.map(({ text, count }) => (
            <ValueLine
              key={text}
              text={text}
              count={count}
              becomes={entry.values[text] ?? ''}
              onRename={(to) => rename(text, to)}
            />
          ))}
          {answer.data.more && (
            <Text size="xs" c="dimmed" className={classes.full}>
              and others; the most frequent are shown
            </Text>
          )}
        </div>
      )}
    </div>
  );
}

interface ValueLineProps {
  text: string;
  count: number;
  becomes: string;
  onRename: (to: string) => void;
}

function ValueLine({ text, count, becomes, onRename }: ValueLineProps) {
  return (
    <>
      <span>{text}</span>
      <span className={classes.dimmed}>× {formatCount(count)}</span>
      <TextInput
        aria-label={`${text} becomes`}
        placeholder={text}
        value={becomes}
        onChange={(event) => onRename(event.currentTarget.value)}
      />
    </>
  );
}
