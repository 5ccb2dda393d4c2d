import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const project = resolve(import.meta.dirname, '..');
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seedpoint-rules-'));
  await cp(join(project, '.dependency-cruiser.cjs'), join(folder, '.dependency-cruiser.cjs'));
  await cp(join(project, 'package.json'), join(folder, 'package.json'));
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'), 'junction');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Names of the rules broken by a small tree of files. */
async function brokenRules(files: Record<string, string>): Promise<string[]> {
  for (const room of ['src-shared', 'src-main', 'src-renderer'])
    await rm(join(folder, room), { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const cruiser = join(project, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const roots = [...new Set(Object.keys(files).map((path) => path.split('/')[0] as string))];
  const { stdout } = await run(process.execPath, [cruiser, ...roots, '--output-type', 'json'], { cwd: folder }).catch(
    (error: { stdout: string }) => error,
  );
  const report = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return report.summary.violations.map((violation) => violation.rule.name);
}

const empty = 'export const x = 1;\n';

test.each([
  ['shared must not reach main', 'src-shared/a.ts', "import '#main/store/b.ts';", { 'src-main/store/b.ts': empty }],
  [
    'shared must not use a contract outside contract',
    'src-shared/imaging/a.ts',
    "import '#shared/contract/b.ts';",
    { 'src-shared/contract/b.ts': empty },
  ],
  ['shared must not use Node', 'src-shared/a.ts', "import 'node:fs';", {}],
  ['the renderer must not reach main', 'src-renderer/a.ts', "import '#main/b.ts';", { 'src-main/b.ts': empty }],
  [
    'compute must not reach the store',
    'src-main/compute/a.ts',
    "import '../store/b.ts';",
    { 'src-main/store/b.ts': empty },
  ],
  [
    'the store knows no other room',
    'src-main/store/a.ts',
    "import '../readers/b.ts';",
    { 'src-main/readers/b.ts': empty },
  ],
  [
    'readers know no importer',
    'src-main/readers/a.ts',
    "import '../importers/b.ts';",
    { 'src-main/importers/b.ts': empty },
  ],
  [
    'packages know no handler',
    'src-main/packages/a.ts',
    "import '../handlers/b.ts';",
    { 'src-main/handlers/b.ts': empty },
  ],
  ['only the desktop imports electron', 'src-main/server/a.ts', "import 'electron';", {}],
  ['only the store imports better-sqlite3', 'src-main/handlers/a.ts', "import 'better-sqlite3';", {}],
  ['only compute imports ONNX Runtime', 'src-main/models/a.ts', "import 'onnxruntime-node';", {}],
  ['only figures import recharts', 'src-renderer/panels/a/a.ts', "import 'recharts';", {}],
  [
    'a panel imports no panel',
    'src-renderer/panels/a/a.ts',
    "import '../b/b.ts';",
    { 'src-renderer/panels/b/b.ts': empty },
  ],
  [
    'there are no cycles',
    'src-shared/a.ts',
    "import './b.ts'; export const a = 1;",
    { 'src-shared/b.ts': "import './a.ts'; export const b = 1;" },
  ],
])('%s', async (_name, path, text, others) => {
  const rules = await brokenRules({ [path]: `${text}\n`, ...others });
  expect(rules).toHaveLength(1);
});

test('what the map allows passes', async () => {
  const rules = await brokenRules({
    'src-shared/a.ts': empty,
    'src-main/store/a.ts': "import '#shared/a.ts';\nimport 'better-sqlite3';\n",
    'src-main/handlers/a.ts': "import '../store/a.ts';\n",
    'src-renderer/panels/a/a.ts': "import '#shared/a.ts';\n",
  });
  expect(rules).toEqual([]);
});
