import { describe, expect, it } from 'vitest';
import { daysBetween, isoDate, readDate, replaceDates, shiftDay } from '#main/importers/deidentify/date-text.ts';

const iso = (text: string, order?: 'day-first' | 'month-first') => {
  const date = readDate(text, order);
  return date && isoDate(date.day);
};

describe('days in texts', () => {
  it.each([
    ['2019-05-06', '2019-05-06'],
    ['2019/5/6', '2019-05-06'],
    ['06.05.2019', '2019-05-06'],
    ['5/13/2019', '2019-05-13'],
    ['13/5/19', '2019-05-13'],
    ['1/2/31', '1931-02-01'],
    ['20190506', '2019-05-06'],
    ['6 May 2019', '2019-05-06'],
    ['06-MAY-19', '2019-05-06'],
    ['May 6, 2019', '2019-05-06'],
    ['Sept 3rd, 2020', '2020-09-03'],
    ['29/02/2020', '2020-02-29'],
  ])('reads %s', (text, day) => expect(iso(text)).toBe(day));

  it.each(['', '12', '1.2.3', '2019-13-40', '20191399', '31/02/2019', '29/02/2019', 'P001', '3.14', '2019', '1-2'])(
    'does not take "%s" for one',
    (text) => expect(readDate(text)).toBeNull(),
  );

  it('reads 05/06 by the order it is told, and says what a text proves', () => {
    expect([iso('05/06/2019'), iso('05/06/2019', 'month-first')]).toEqual(['2019-06-05', '2019-05-06']);
    expect(['05/06/2019', '13/06/2019', '06/13/2019', '2019-06-13'].map((text) => readDate(text)?.proves)).toEqual([
      null,
      'day-first',
      'month-first',
      null,
    ]);
  });

  it('keeps the time, and finds days within sentences but not within numbers', () => {
    expect(readDate('2019-05-06T10:00:00Z')?.rest).toBe('T10:00:00Z');
    const back = (text: string) => replaceDates(text, (day) => shiftDay(day, -10));
    expect(back('seen 12/05/2019 and on 3 June 2020, v1.2.3; id 120190506, 20190506.')).toBe(
      'seen 2019-05-02 and on 2020-05-24, v1.2.3; id 120190506, 2019-04-26.',
    );
  });

  it('counts across leap days', () => {
    expect(isoDate(shiftDay({ year: 2020, month: 3, day: 1 }, -1))).toBe('2020-02-29');
    expect(daysBetween({ year: 1990, month: 9, day: 6 }, { year: 1999, month: 2, day: 9 })).toBe(3078);
  });
});
