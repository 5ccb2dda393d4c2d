import { describe, expect, it } from 'vitest';
import { draftDefinition, emptyDraft, timeUnitOf } from '#renderer/panels/cohorts/dialogs/endpoint-draft.ts';
import { definitionText } from '#renderer/panels/cohorts/dialogs/endpoint-text.ts';
import { columnSchema } from '#shared/domain/entities.ts';

describe('endpoint drafts', () => {
  it('are no definition while something is missing', () => {
    expect(draftDefinition(emptyDraft)).toBeNull();
    expect(draftDefinition({ ...emptyDraft, column: 'diagnosis' })).toBeNull();
    expect(draftDefinition({ ...emptyDraft, kind: 'categorical', column: 'site', values: ['lung'] })).toBeNull();
    expect(
      draftDefinition({ ...emptyDraft, kind: 'alive-at', timeColumn: 't', eventColumn: 'e', eventValue: ' ' }),
    ).toBeNull();
  });
  it('become the definition of their kind, without the fields of the others', () => {
    expect(draftDefinition({ ...emptyDraft, column: 'diagnosis', values: ['malignant'], timeColumn: 't' })).toEqual({
      kind: 'binary',
      column: 'diagnosis',
      positive: ['malignant'],
    });
    const survival = draftDefinition({
      ...emptyDraft,
      kind: 'alive-at',
      timeColumn: 'os',
      eventColumn: 'died',
      eventValue: '1',
    });
    expect(survival).toEqual({
      kind: 'alive-at',
      timeColumn: 'os',
      timeUnit: 'days',
      eventColumn: 'died',
      eventValue: '1',
      horizonDays: 730,
      censoring: 'exclude',
    });
    expect(survival && definitionText(survival)).toMatch(/censored earlier: no value$/);
    const weighted = draftDefinition({
      ...emptyDraft,
      kind: 'alive-at',
      timeColumn: 'os',
      eventColumn: 'died',
      eventValue: '1',
      censoring: 'ipcw',
    });
    expect(weighted && definitionText(weighted)).toContain('the others weighted for them');
  });
});

it('take the unit that a time column was imported with', () => {
  const columns = ['months', 'mm', null].map((unit, index) =>
    columnSchema.parse({ id: index + 1, cohortId: 1, level: 'patient', name: `time in ${unit}`, type: 'number', unit }),
  );
  expect(columns.map(({ name }) => timeUnitOf(columns, name))).toEqual(['months', undefined, undefined]);
  expect(timeUnitOf(columns, null)).toBeUndefined();
});
