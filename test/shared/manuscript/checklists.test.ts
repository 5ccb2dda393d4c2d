import { describe, expect, it } from 'vitest';
import { type Checklist, checklistSections } from '#shared/manuscript/checklists/checklist.ts';
import { clear } from '#shared/manuscript/checklists/clear.ts';
import { tripodAi } from '#shared/manuscript/checklists/tripod-ai.ts';
import { sectionsToMarkdown } from '#shared/manuscript/sections.ts';
import { bare, encoder, itemOf, items, study } from './study.ts';

const answers = (checklist: Checklist, record = study, of = items) =>
  new Map(checklist.items.map((item) => [item.id, item.answer({ record, items: of })]));

/** What nobody but the authors can know. */
const forAuthors = {
  'tripod-ai': [
    '1',
    '2',
    '3a',
    '3b',
    '3c',
    '5b',
    '6a',
    '6b',
    '6c',
    '8b',
    '8c',
    '9c',
    '17',
    '18a',
    '18b',
    '18c',
    '18d',
    '18e',
    '19',
    '25',
    '27a',
    '27b',
    '27c',
  ],
  clear: ['1', '2', '3', '4', '5', '6', '10', '11', '14', '20', '49', '50', '51', '53', '54', '58'],
};

it('TRIPOD+AI has its 27 items with 52 entries, in order', () => {
  const ids = tripodAi.items.map(({ id }) => id);
  expect(ids.join(' ')).toBe(
    '1 2 3a 3b 3c 4 5a 5b 6a 6b 6c 7 8a 8b 8c 9a 9b 9c 10 11 12a 12b 12c 12d 12e 12f 12g 13 14 15 16 17 18a 18b 18c 18d 18e 18f 19 20a 20b 20c 21 22 23a 23b 24 25 26 27a 27b 27c',
  );
  expect(new Set(ids.map((id) => Number.parseInt(id, 10))).size).toBe(27);
});

it('CLEAR has its 58 items, in order', () => {
  expect(clear.items.map(({ id }) => id)).toEqual(Array.from({ length: 58 }, (_, i) => String(i + 1)));
});

describe.each([tripodAi, clear])('$title', (checklist) => {
  it('answers every entry in words, and says what the authors add wherever it does not know all', () => {
    for (const record of [study, bare]) {
      for (const { status, text } of answers(checklist, record).values()) {
        expect(text).not.toMatch(/undefined|NaN|null|\[object| {2}/);
        expect(text.includes('Authors:')).toBe(status !== 'filled');
      }
    }
  });

  it('leaves to the authors what only they know', () => {
    for (const id of forAuthors[checklist.id as keyof typeof forAuthors]) {
      expect([id, answers(checklist).get(id)?.status]).toEqual([id, 'author']);
    }
  });

  it('fills nothing but scarcely anything from a cohort of which nothing was done', () => {
    const given = [...answers(checklist, bare, []).values()];
    expect(given.filter(({ status }) => status === 'filled')).toEqual([]);
    expect(given.map(({ text }) => text).join(' ')).not.toMatch(/interval.*stated|were compared|was tested beside/i);
  });

  it('counts its answers and lists all of them as tables', () => {
    const text = sectionsToMarkdown(checklist.title, checklistSections(checklist, { record: study, items }));
    expect(text).toContain(`Of ${checklist.items.length} entries`);
    expect(text.match(/^\| \d+[a-g]? \|/gm)).toHaveLength(checklist.items.length);
  });
});

it('says where a thing stands, and claims what a figure shows only when the figure was made', () => {
  expect(answers(tripodAi).get('12a')).toEqual({
    status: 'filled',
    text: '“Split”: 5 training, 2 tuning and 3 test patients at random (seed 2024, stratified by Alive). Whole patients were assigned.',
    where: 'Methods, Splits',
  });
  expect(answers(clear).get('40')).toMatchObject({
    status: 'filled',
    where: 'Methods, Statistical analysis; Figs. 1 and 2',
  });
  expect(answers(clear).get('41')?.status).toBe('author');
  const compared = [...items, itemOf('Fig. 4', 'compare-models', 'Comparison', 'Models were compared.')];
  expect(answers(clear, study, compared).get('41')).toMatchObject({
    status: 'filled',
    where: 'Methods, Statistical analysis; Fig. 4',
  });
  expect(answers(tripodAi).get('14')?.status).toBe('author');
  expect(answers(tripodAi).get('23a')?.status).toBe('partly');
});

it('names weights of an untrained encoder as a limitation', () => {
  const untrained = { ...study, encoders: [{ ...encoder, trained: false }] };
  expect(answers(tripodAi, untrained).get('26')?.text).toContain('“Foundation” had random weights');
  expect(answers(tripodAi).get('26')?.status).toBe('author');
});

it('says what became of the censored', () => {
  const [endpoint] = study.endpoints;
  const weighted = { ...study, endpoints: [{ ...endpoint!, censoring: 'ipcw' as const }] };
  expect(answers(tripodAi, weighted).get('11')?.text).toContain('inverse probability');
  expect(answers(tripodAi).get('11')?.text).toContain('1 patient without a value was left out.');
});
