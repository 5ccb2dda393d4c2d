import { Select, TagsInput, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { countOf } from '#renderer/components/format.ts';
import { IconButton } from '#renderer/components/icon-button.tsx';
import type { Criterion, CriterionCount } from '#shared/domain/criteria.ts';
import classes from './criteria-dialog.module.css';
import {
  type CriterionField,
  criterionProblem,
  criterionText,
  operatorNames,
  operatorsOf,
  valueCount,
} from './criterion-text.ts';

interface CriterionRowProps {
  index: number;
  criterion: Criterion;
  fields: readonly CriterionField[];
  /** How many it leaves out; null while that is counted. */
  count: CriterionCount | null;
  disabled: boolean;
  onChange: (criterion: Criterion) => void;
  onRemove: () => void;
  /** Null at an end of the list. */
  onUp: (() => void) | null;
  onDown: (() => void) | null;
}

/** One rule: what it asks, what becomes of those who do not meet it, and how many these are. */
export function CriterionRow(props: CriterionRowProps) {
  const { index, criterion, fields, count, disabled, onChange } = props;
  const field = fields.find(({ id }) => id === criterion.field);
  const type = field?.type ?? 'text';
  const named = (id: string) => fields.find((one) => one.id === id) ?? { label: id, unit: null };
  const problem = criterionProblem(criterion, type);
  const own = criterionText(criterion, named(criterion.field));
  // Words that were made from the rule change with it; the user's own stay.
  const change = (part: Partial<Criterion>) => {
    const next = { ...criterion, ...part };
    const made = criterion.label === '' || criterion.label === own;
    onChange(part.label === undefined && made ? { ...next, label: criterionText(next, named(next.field)) } : next);
  };
  const setField = (id: string) => {
    const operator = operatorsOf[fields.find((one) => one.id === id)?.type ?? 'text'][0] ?? 'equals';
    change({ field: id, operator, values: [] });
  };
  const which = `criterion ${index + 1}`;
  return (
    <li className={classes.rule} aria-label={`Criterion ${index + 1}`}>
      <div className={classes.ruleFields}>
        <Select<Criterion['effect']>
          aria-label={`Effect of ${which}`}
          w={98}
          disabled={disabled}
          data={[
            { value: 'include', label: 'Keep if' },
            { value: 'exclude', label: 'Leave out if' },
          ]}
          value={criterion.effect}
          onChange={(effect) => effect && change({ effect })}
        />
        <Select
          aria-label={`What ${which} asks about`}
          className={classes.grow}
          placeholder="Choose"
          searchable
          disabled={disabled}
          data={fields.map(({ id, label, unit }) => ({
            value: id,
            label: unit === null ? label : `${label} (${unit})`,
          }))}
          value={criterion.field === '' ? null : criterion.field}
          onChange={(id) => id && setField(id)}
        />
        <Select<Criterion['operator']>
          aria-label={`Condition of ${which}`}
          w={108}
          disabled={disabled || !field}
          data={operatorsOf[type].map((value) => ({ value, label: operatorNames[value] }))}
          value={criterion.operator}
          onChange={(operator) => operator && change({ operator, values: [] })}
        />
        <CriterionValues criterion={criterion} field={field} which={which} disabled={disabled} onChange={change} />
        <Select<Criterion['missing']>
          aria-label={`Missing values of ${which}`}
          w={150}
          disabled={disabled}
          data={[
            { value: 'leave-out', label: 'missing: leave out' },
            { value: 'keep', label: 'missing: keep' },
          ]}
          value={criterion.missing}
          onChange={(missing) => missing && change({ missing })}
        />
        <IconButton
          icon={IconArrowUp}
          size={24}
          label={`Move ${which} up`}
          disabled={disabled || !props.onUp}
          onClick={() => props.onUp?.()}
        />
        <IconButton
          icon={IconArrowDown}
          size={24}
          label={`Move ${which} down`}
          disabled={disabled || !props.onDown}
          onClick={() => props.onDown?.()}
        />
        <IconButton icon={IconTrash} size={24} label={`Remove ${which}`} disabled={disabled} onClick={props.onRemove} />
      </div>
      <div className={classes.ruleFields}>
        <TextInput
          aria-label={`Words of ${which} in the flow chart`}
          className={classes.grow}
          placeholder="What the flow chart says"
          maxLength={200}
          disabled={disabled}
          value={criterion.label}
          onChange={(event) => change({ label: event.currentTarget.value })}
        />
        <span className={classes.count} data-problem={problem !== null || undefined} aria-live="polite">
          {problem ??
            (count
              ? count.lesionsOut === 0
                ? 'leaves nobody out'
                : `leaves out ${countOf(count.lesionsOut, 'lesion')}, ${countOf(count.patientsOut, 'patient')}`
              : 'counting…')}
        </span>
      </div>
    </li>
  );
}

interface CriterionValuesProps {
  criterion: Criterion;
  field: CriterionField | undefined;
  which: string;
  disabled: boolean;
  onChange: (part: Partial<Criterion>) => void;
}

function CriterionValues({ criterion, field, which, disabled, onChange }: CriterionValuesProps) {
  const { operator, values } = criterion;
  const count = valueCount[operator];
  if (count === 0) return null;
  if (count === null)
    return (
      <TagsInput
        aria-label={`Values of ${which}`}
        className={classes.grow}
        disabled={disabled}
        placeholder={values.length === 0 ? 'choose or type' : ''}
        data={[...(field?.values ?? [])]}
        maxTags={100}
        value={values}
        onChange={(next) => onChange({ values: next })}
      />
    );
  if (operator === 'equals' && field && field.values.length > 0)
    return (
      <Select
        aria-label={`Value of ${which}`}
        w={130}
        disabled={disabled}
        searchable
        data={field.values.map((value) => ({
          value,
          label: field.type === 'boolean' ? (value === 'true' ? 'yes' : 'no') : value,
        }))}
        value={values[0] ?? null}
        onChange={(value) => onChange({ values: value === null ? [] : [value] })}
      />
    );
  return Array.from({ length: count }, (_, at) => (
    <TextInput
      key={at}
      aria-label={count === 1 ? `Value of ${which}` : `Value ${at + 1} of ${which}`}
      w={80}
      disabled={disabled}
      inputMode={field?.type === 'number' ? 'decimal' : 'text'}
      value={values[at] ?? ''}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        onChange({ values: Array.from({ length: count }, (_unused, i) => (i === at ? typed : (values[i] ?? ''))) });
      }}
    />
  ));
}
