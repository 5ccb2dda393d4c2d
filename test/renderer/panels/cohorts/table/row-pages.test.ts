import { describe, expect, it } from 'vitest';
import { pageOffset, pageRows, pagesOf } from '#renderer/panels/cohorts/table/row-pages.ts';

describe('pagesOf', () => {
  it('lists the pages that a window touches', () => {
    expect(pagesOf(0, 60)).toEqual([0]);
    expect(pagesOf(pageRows - 1, pageRows)).toEqual([0, pageRows]);
    expect(pagesOf(99_900, 99_999)).toEqual([pageOffset(99_900)]);
  });
  it('lists none for an empty table', () => expect(pagesOf(0, -1)).toEqual([]));
});
