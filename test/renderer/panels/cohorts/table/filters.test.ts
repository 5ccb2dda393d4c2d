import { describe, expect, it } from 'vitest';
import { filterText, operatorsFor } from '#renderer/panels/cohorts/table/filters.ts';

describe('lesion filters', () => {
  it('read as a sentence', () => {
    expect(filterText({ field: 'clinical:age', operator: 'at-least', value: '60' }, 'age')).toBe('age is at least 60');
    expect(filterText({ field: 'roi', operator: 'missing', value: '' }, 'Region')).toBe('Region is missing');
    expect(filterText({ field: 'excluded', operator: 'equals', value: 'true' }, 'Excluded')).toBe('Excluded is yes');
  });
  it('compare only numbers by size', () => {
    expect(operatorsFor('text')).not.toContain('at-least');
    expect(operatorsFor('number')).not.toContain('contains');
  });
});
