import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createCohort, listCohorts } from '#main/store/cohorts.ts';
import { connect } from '#main/store/database.ts';
import { temporaryFolder, temporaryWorkspace, who } from './fixture.ts';

describe('errors of SQLite leave the room as errors a user can act on', () => {
  test('a full disk: nothing of the transaction is written, and the store goes on when there is room', () => {
    const { db } = temporaryWorkspace();
    createCohort(db, { name: 'Before', description: '' }, who);
    const pages = db.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
    db.get(`PRAGMA max_page_count = ${pages + 2}`);
    expect(() => createCohort(db, { name: 'Large', description: 'x'.repeat(100_000) }, who)).toThrow(
      expect.objectContaining({ code: 'storage', message: expect.stringContaining('disk is full') as string }),
    );
    db.get('PRAGMA max_page_count = 1000000');
    expect(listCohorts(db).map(({ name }) => name)).toEqual(['Before']);
    createCohort(db, { name: 'Large', description: 'x'.repeat(100_000) }, who);
  });

  test('a database that another program locks', () => {
    const session = temporaryWorkspace();
    const other = connect(join(session.path, 'workspace.sqlite'), { readOnly: false, mustExist: true });
    other.execute('BEGIN EXCLUSIVE');
    session.db.get('PRAGMA busy_timeout = 20');
    expect(() => createCohort(session.db, { name: 'A', description: '' }, who)).toThrow(
      expect.objectContaining({ code: 'storage', message: expect.stringContaining('Another program') as string }),
    );
    other.execute('ROLLBACK');
    other.close();
    expect(createCohort(session.db, { name: 'A', description: '' }, who).name).toBe('A');
  });

  test('a folder that is not there', () => {
    const path = join(temporaryFolder(), 'gone', 'workspace.sqlite');
    for (const mustExist of [true, false]) {
      expect(() => connect(path, { readOnly: false, mustExist })).toThrow();
    }
  });

  test('a contradiction', () => {
    const { db } = temporaryWorkspace();
    const insert = "INSERT INTO cohorts (name, description, created_at) VALUES ('A', '', '')";
    db.run(insert);
    expect(() => db.run(insert)).toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(() => db.run("INSERT INTO endpoints (cohort_id, name, definition) VALUES (99, 'x', '{}')")).toThrow(
      expect.objectContaining({ code: 'conflict' }),
    );
  });

  test('a workspace that was closed while work for it went on', () => {
    const session = temporaryWorkspace();
    session.close();
    for (const late of [
      () => listCohorts(session.db),
      () => createCohort(session.db, { name: 'A', description: '' }, who),
    ])
      expect(late).toThrow(
        expect.objectContaining({ code: 'conflict', message: expect.stringContaining('closed') as string }),
      );
    expect(() => session.close()).not.toThrow();
  });

  test('but a mistake of ours passes as what it is', () => {
    const { db } = temporaryWorkspace();
    expect(() => db.all('SELECT id FROM nowhere')).toThrow('no such table: nowhere');
    expect(() => db.all('SELECT id FROM nowhere')).not.toThrow(expect.objectContaining({ name: 'AppError' }));
  });
});

test('a transaction inside another is undone alone', () => {
  const { db } = temporaryWorkspace();
  db.transaction(() => {
    createCohort(db, { name: 'Kept', description: '' }, who);
    expect(() =>
      db.transaction(() => {
        createCohort(db, { name: 'Undone', description: '' }, who);
        throw new Error('stop');
      }),
    ).toThrow('stop');
  });
  expect(listCohorts(db).map(({ name }) => name)).toEqual(['Kept']);
});
