import { describe, expect, it } from 'vitest';
import { crossing } from '#main/importers/deeplesion/recist.ts';

describe('where two diameters cross', () => {
  it('is found by hand', () => {
    expect(
      crossing({
        long: [
          [0, 0],
          [10, 0],
        ],
        short: [
          [4, -3],
          [4, 3],
        ],
      }),
    ).toEqual([4, 0]);
    const slanted = crossing({
      long: [
        [0, 0],
        [8, 4],
      ],
      short: [
        [3, 4],
        [5, 0],
      ],
    });
    expect(slanted?.[0]).toBeCloseTo(4, 12);
    expect(slanted?.[1]).toBeCloseTo(2, 12);
  });

  it('may be an end of one of them', () => {
    expect(
      crossing({
        long: [
          [0, 0],
          [10, 0],
        ],
        short: [
          [4, 0],
          [4, 3],
        ],
      }),
    ).toEqual([4, 0]);
  });

  it('is nowhere for parallels, for lines that meet beyond their ends, and for a point', () => {
    expect(
      crossing({
        long: [
          [0, 0],
          [10, 0],
        ],
        short: [
          [0, 1],
          [10, 1],
        ],
      }),
    ).toBeNull();
    expect(
      crossing({
        long: [
          [0, 0],
          [10, 0],
        ],
        short: [
          [4, 1],
          [4, 3],
        ],
      }),
    ).toBeNull();
    expect(
      crossing({
        long: [
          [0, 0],
          [0, 0],
        ],
        short: [
          [0, 0],
          [0, 3],
        ],
      }),
    ).toBeNull();
    expect(
      crossing({
        long: [
          [Number.NaN, 0],
          [10, 0],
        ],
        short: [
          [4, -3],
          [4, 3],
        ],
      }),
    ).toBeNull();
  });
});
