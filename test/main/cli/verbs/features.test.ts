import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import Papa from 'papaparse';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { verb as features } from '#main/cli/verbs/features.ts';
import { verb as model } from '#main/cli/verbs/model.ts';
import { readNpy } from '#main/readers/numpy.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { temporaryFolder } from '../../models/folder.ts';

const folder = temporaryFolder();
const out: string[] = [];
const notes: string[] = [];
const io = {
  out: (line: string) => out.push(line),
  note: (line: string) => notes.push(line),
  signal: new AbortController().signal,
};
const printed = (): Record<string, unknown> => JSON.parse(out.join('\n'));
const inFolder = (name: string): string => join(folder, name);

beforeAll(() => {
  vi.stubEnv('SEEDPOINT_CONFIG', inFolder('config'));
  vi.stubEnv('XDG_CACHE_HOME', inFolder('cache'));
});
afterAll(() => vi.unstubAllEnvs());
beforeEach(() => {
  out.length = 0;
  notes.length = 0;
});

describe.skipIf(!hasSharedData)('seedpoint model and features', () => {
  const reference = (name: string): string => sharedData('reference-model', name);
  const scan = (): string => sharedData('ibsi-lung-ct/nifti/image/phantom.nii.gz');

  it('imports a model, lists it and exports its graph', async () => {
    expect(await model.run(['import', reference('tiny-resnet50-vissl.torch'), '--name', 'Tiny', '--json'], io)).toBe(0);
    expect(printed()).toMatchObject({
      name: 'Tiny',
      id: expect.stringMatching(/^[0-9a-f]{8}$/),
      headOutputs: 2,
      trained: true,
    });
    out.length = 0;
    await model.run(['list'], io);
    expect(out).toEqual([expect.stringContaining('Tiny  187,030 parameters, 128 features, head of 2')]);
    expect(await model.run(['export', 'Tiny', '--onnx', inFolder('tiny.onnx')], io)).toBe(0);
    expect(statSync(inFolder('tiny.onnx')).size).toBeGreaterThan(700_000);
  });

  it('refuses a file with a missing tensor, by name', async () => {
    await expect(model.run(['import', reference('tiny-resnet50-missing-key.torch')], io)).rejects.toThrow(
      'layer3.2.conv2.weight',
    );
  });

  it('refuses unknown actions and models', async () => {
    await expect(model.run(['delete', 'x'], io)).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(features.run(['x.npy', '--model', 'nowhere', '-o', inFolder('x.csv')], io)).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(features.run(['x.npy', '--model', 'untrained', '-o', inFolder('x.txt')], io)).rejects.toThrow(
      '.csv, .parquet or .npy',
    );
  });

  it('gives the features of PyTorch for ready-made patches', async () => {
    const code = await features.run(
      [reference('patches.npy'), '--model', reference('tiny-resnet50-lighter.ckpt'), '-o', inFolder('p.npy'), '--json'],
      io,
    );
    expect(code).toBe(0);
    expect(printed()).toMatchObject({
      rows: 4,
      features: 128,
      failures: [],
      engine: expect.stringContaining('onnxruntime'),
    });
    const [found, expected] = [
      readNpy(readFileSync(inFolder('p.npy'))),
      readNpy(readFileSync(reference('features.npy'))),
    ];
    expect(found.shape).toEqual([4, 128]);
    const scale = Math.max(...Array.from(expected.data, Math.abs));
    expect(
      Math.max(...Array.from(found.data, (value, index) => Math.abs(value - (expected.data[index] ?? 0)))) / scale,
    ).toBeLessThan(1e-4);
  });

  it('adds pred_ columns to a table, leaves failed rows empty and names their lines', async () => {
    const table = inFolder('cohort.csv');
    writeFileSync(
      table,
      `note,image_path,coordX,coordY,coordZ\n"a, b",${scan()},-74.485,16.333,-18.743\nc,nowhere.nii,1,2,3\nd,${scan()},9999,0,0\ne,${scan()},-70,16,\n`,
    );
    expect(await features.run([table, '--model', 'untrained', '-o', inFolder('t.csv')], io)).toBe(1);
    expect(out).toEqual([expect.stringMatching(/^1 of 4 rows have 128 features/)]);
    expect(notes.join('\n')).toMatch(
      /is not trained[^]*line 3: .*nowhere\.nii[^]*line 4: [^]*line 5: The row needs numbers/,
    );
    const { data } = Papa.parse<Record<string, string>>(readFileSync(inFolder('t.csv'), 'utf8'), {
      header: true,
      skipEmptyLines: true,
    });
    expect(Object.keys(data[0] ?? {}).slice(0, 7)).toEqual([
      'note',
      'image_path',
      'coordX',
      'coordY',
      'coordZ',
      'pred_0',
      'pred_1',
    ]);
    expect(data.map((row) => [row['note'], row['pred_0'] !== ''])).toEqual([
      ['a, b', true],
      ['c', false],
      ['d', false],
      ['e', false],
    ]);

    expect(await features.run([table, '--model', 'untrained', '-o', inFolder('t.parquet')], io)).toBe(1);
    const file = readFileSync(inFolder('t.parquet'));
    const rows = await parquetReadObjects({
      file: file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer,
    });
    expect(rows).toHaveLength(4);
    expect(rows[0]).toMatchObject({ note: 'a, b', pred_0: Math.fround(Number(data[0]?.['pred_0'])) });
    expect(rows[1]?.['pred_0']).toBeNaN();
  });

  it('refuses a table without the column of paths', async () => {
    writeFileSync(inFolder('other.csv'), 'patient,x\n1,2\n');
    await expect(
      features.run([inFolder('other.csv'), '--model', 'untrained', '-o', inFolder('o.csv')], io),
    ).rejects.toThrow('no column image_path');
  });
});
