import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { connect } from '#main/store/database.ts';
import { type Migration, migrations } from '#main/store/migrations/index.ts';
import { assertAscending, createDatabase, type OpenOptions, openDatabase } from '#main/store/open.ts';
import { temporaryFolder } from './fixture.ts';

const second: Migration = {
  version: 20,
  up: (db) => db.execute("ALTER TABLE cohorts ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey'"),
};
const failing: Migration = {
  version: 20,
  up(db) {
    db.execute('CREATE TABLE half_done (id INTEGER PRIMARY KEY) STRICT');
    db.execute('INSERT INTO no_such_table VALUES (1)');
  },
};

function newDatabase(): { path: string; options: OpenOptions } {
  const folder = temporaryFolder();
  const path = join(folder, 'workspace.sqlite');
  const options = { readOnly: false, backupsFolder: join(folder, 'backups') };
  const db = createDatabase(path, options);
  db.run("INSERT INTO cohorts (name, description, created_at) VALUES ('Before', '', '2026-01-01')");
  db.close();
  return { path, options };
}

const copiesIn = (options: OpenOptions): string[] =>
  existsSync(options.backupsFolder) ? readdirSync(options.backupsFolder) : [];

describe('the migrations', () => {
  test('go up', () => {
    expect(() => assertAscending(migrations)).not.toThrow();
    expect(() => assertAscending([second, ...migrations])).toThrow('does not follow');
    expect(() => assertAscending([{ ...second, version: 0 }])).toThrow('does not follow');
  });

  test('make only STRICT tables, with every foreign key indexed', () => {
    const { path, options } = newDatabase();
    const db = openDatabase(path, options);
    const tables = db.all<{ name: string; strict: number }>(
      "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
    );
    expect(tables.length).toBeGreaterThan(15);
    expect(tables.filter(({ strict }) => strict !== 1)).toEqual([]);
    for (const { name } of tables) {
      const indexed = db.all<{ column: string }>(
        `SELECT i.name AS 'column' FROM pragma_index_list(?) l JOIN pragma_index_info(l.name) i ON i.seqno = 0 WHERE NOT l.partial
         UNION SELECT name FROM pragma_table_info(?) WHERE pk = 1`,
        [name, name],
      );
      const foreign = db.all<{ column: string }>('SELECT "from" AS \'column\' FROM pragma_foreign_key_list(?)', [name]);
      expect(
        foreign.filter(({ column }) => !indexed.some((index) => index.column === column)),
        name,
      ).toEqual([]);
    }
    db.close();
  });

  test('set up the connection: WAL, foreign keys, synchronous NORMAL', () => {
    const { path, options } = newDatabase();
    const db = openDatabase(path, options);
    expect(['journal_mode', 'foreign_keys', 'synchronous', 'user_version'].map((name) => db.pragma(name))).toEqual([
      'wal',
      1,
      1,
      migrations.at(-1)?.version,
    ]);
    db.close();
  });
});

describe('migrating', () => {
  test('keeps the data, raises the version and puts a copy of the old state aside', () => {
    const { path, options } = newDatabase();
    const db = openDatabase(path, { ...options, migrations: [...migrations, second] });
    expect(db.all('SELECT name, colour FROM cohorts')).toEqual([{ name: 'Before', colour: 'grey' }]);
    expect(db.pragma('user_version')).toBe(20);
    db.close();
    const [copy, ...others] = copiesIn(options);
    expect(others).toEqual([]);
    expect(copy).toMatch(new RegExp(`^workspace-v${migrations.at(-1)!.version}-.*\\.sqlite$`));
    const old = openDatabase(join(options.backupsFolder, copy ?? ''), options);
    expect(old.all('SELECT name FROM cohorts')).toEqual([{ name: 'Before' }]);
    expect(() => old.all('SELECT colour FROM cohorts')).toThrow('no such column');
    old.close();
  });

  test('does nothing, and copies nothing, where the version is current', () => {
    const { path, options } = newDatabase();
    openDatabase(path, options).close();
    expect(copiesIn(options)).toEqual([]);
  });

  test('keeps the last three copies', () => {
    const { path, options } = newDatabase();
    const steps = [...migrations];
    for (const version of [20, 30, 40, 50, 60]) {
      steps.push({ version, up: (db) => db.execute(`CREATE TABLE added_${version} (id INTEGER PRIMARY KEY) STRICT`) });
      openDatabase(path, { ...options, migrations: steps }).close();
    }
    expect(
      copiesIn(options)
        .map((name) => name.slice(0, 13))
        .toSorted(),
    ).toEqual(['workspace-v30', 'workspace-v40', 'workspace-v50']);
  });

  test('a failing step leaves the database as it was', () => {
    const { path, options } = newDatabase();
    expect(() => openDatabase(path, { ...options, migrations: [...migrations, failing] })).toThrow('no_such_table');
    const db = openDatabase(path, options);
    expect(db.all("SELECT name FROM sqlite_schema WHERE name = 'half_done'")).toEqual([]);
    expect(db.all('SELECT name FROM cohorts')).toEqual([{ name: 'Before' }]);
    db.close();
  });

  test('a step that leaves rows pointing nowhere is refused as a whole', () => {
    const { path, options } = newDatabase();
    const orphaning: Migration = {
      version: 20,
      up: (db) => db.execute("INSERT INTO patients (cohort_id, number, label) VALUES (77, 1, 'nobody')"),
    };
    expect(() => openDatabase(path, { ...options, migrations: [...migrations, orphaning] })).toThrow(
      'would point nowhere',
    );
    const db = openDatabase(path, options);
    expect(db.all('SELECT * FROM patients')).toEqual([]);
    expect(db.pragma('foreign_keys')).toBe(1);
    db.close();
  });

  test('a process killed in the middle of a step loses nothing', () => {
    const { path, options } = newDatabase();
    const script = `
      import { openDatabase } from '#main/store/open.ts';
      import { migrations } from '#main/store/migrations/index.ts';
      const killed = { version: 20, up(db) {
        db.execute('CREATE TABLE half_done (id INTEGER PRIMARY KEY) STRICT');
        for (let i = 0; i < 20000; i++) db.run('INSERT INTO half_done (id) VALUES (?)', [i + 1]);
        db.execute("DELETE FROM cohorts");
        process.kill(process.pid, 'SIGKILL');
      } };
      openDatabase(process.argv[1], { readOnly: false, backupsFolder: process.argv[2], migrations: [...migrations, killed] });`;
    const child = spawnSync(process.execPath, [
      '--input-type=module-typescript',
      '-e',
      script,
      path,
      options.backupsFolder,
    ]);
    expect(child.signal).toBe('SIGKILL');
    expect(copiesIn(options)).toHaveLength(1);
    const db = openDatabase(path, { ...options, checkIntegrity: true, migrations: [...migrations, second] });
    expect(db.all('SELECT name, colour FROM cohorts')).toEqual([{ name: 'Before', colour: 'grey' }]);
    db.close();
  });
});

describe('what is refused', () => {
  test('a database of a newer version, unchanged', () => {
    const { path, options } = newDatabase();
    openDatabase(path, { ...options, migrations: [...migrations, second] }).close();
    const before = readFileSync(path);
    expect(() => openDatabase(path, options)).toThrow(
      expect.objectContaining({
        code: 'storage',
        message: expect.stringContaining('newer Seedpoint (its database is version 20'),
      }),
    );
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('an older database that this session may only read', () => {
    const { path, options } = newDatabase();
    expect(() => openDatabase(path, { ...options, readOnly: true, migrations: [...migrations, second] })).toThrow(
      'older Seedpoint',
    );
  });

  test('a SQLite file of another program', () => {
    const folder = temporaryFolder();
    const other = connect(join(folder, 'other.sqlite'), { readOnly: false, mustExist: false });
    other.execute('CREATE TABLE notes (id INTEGER PRIMARY KEY)');
    other.close();
    expect(() => openDatabase(join(folder, 'other.sqlite'), { readOnly: false, backupsFolder: folder })).toThrow(
      expect.objectContaining({
        code: 'storage',
        message: expect.stringContaining('not the database of a Seedpoint workspace'),
      }),
    );
  });

  test('a file that is no database', () => {
    const path = join(temporaryFolder(), 'workspace.sqlite');
    writeFileSync(path, 'This is a letter, and a long one, but it is no database at all. '.repeat(100));
    expect(() => openDatabase(path, { readOnly: false, backupsFolder: path })).toThrow(
      expect.objectContaining({ code: 'storage', message: expect.stringContaining('is not a database') }),
    );
  });

  test('a damaged database, saying what is damaged', () => {
    const { path, options } = newDatabase();
    const fill = openDatabase(path, options);
    for (let index = 0; index < 500; index++) {
      fill.run("INSERT INTO cohorts (name, description, created_at) VALUES (?, ?, '')", [
        `Cohort ${index}`,
        'x'.repeat(200),
      ]);
    }
    fill.close();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, bytes.length - 60_000);
    writeFileSync(path, bytes);
    expect(() => openDatabase(path, { ...options, checkIntegrity: true })).toThrow(
      expect.objectContaining({ code: 'storage', message: expect.stringMatching(/damaged.*backups/) }),
    );
  });
});
