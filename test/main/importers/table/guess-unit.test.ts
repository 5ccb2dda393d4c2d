import { expect, it } from 'vitest';
import { guessUnit } from '#main/importers/table/guess-unit.ts';

it.each([
  ['Survival.time', 4454, 'days'],
  ['SurvivalTime', 2500, 'days'],
  ['OS', 96, 'months'],
  ['followUp_time', 9.5, 'years'],
  ['survival_months', 30, 'months'],
  ['time_to_event (days)', 12, 'days'],
  ['age', 91.7, 'years'],
  ['Patient_age', 999, null],
  ['lesion_diameters_x', 50, 'mm'],
  ['volume_mm3', 50, 'mm3'],
  ['deadstatus.event', 1, null],
  ['survival', 1, null],
  ['Survival_status', 400, null],
  ['stage', 4, null],
  ['dosage', 60, null],
])('takes %s with values up to %d for %s', (name, largest, unit) => {
  expect(guessUnit(name, largest)).toBe(unit);
});
