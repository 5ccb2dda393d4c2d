import { expect, test } from 'vitest';
import { createProgressMeter } from '#main/jobs/progress-meter.ts';

const at = (done: number, total = 100) => ({ done, total, label: 'x' });

test('the rate is that of the last ten seconds', () => {
  const measure = createProgressMeter();
  expect(measure(at(0), 0)).toMatchObject({ perSecond: null, secondsLeft: null });
  expect(measure(at(1), 1000).perSecond).toBeNull();
  expect(measure(at(10), 10_000)).toMatchObject({ perSecond: 1, secondsLeft: 90 });
  // From here on twice as fast; eleven seconds later the slow part is forgotten.
  for (let second = 11; second <= 21; second++) measure(at(10 + (second - 10) * 2), second * 1000);
  expect(measure(at(34), 22_000)).toMatchObject({ perSecond: 2, secondsLeft: 33 });
});

test('without a known total there is a rate and no time left', () => {
  const measure = createProgressMeter();
  measure(at(0, 0), 0);
  expect(measure(at(50, 0), 5000)).toMatchObject({ perSecond: 10, secondsLeft: null });
});

test('a step back begins another count', () => {
  const measure = createProgressMeter();
  measure(at(0), 0);
  measure(at(100), 1000);
  expect(measure(at(0), 2000).perSecond).toBeNull();
});
