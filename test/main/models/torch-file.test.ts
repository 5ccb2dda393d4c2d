import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTorchFile } from '#main/models/torch-file.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { temporaryFolder } from './folder.ts';
import { global, op, pickle, text, tupleOf } from './pickle-builder.ts';
import { floats, type TestTensor, writeTorchFile } from './torch-builder.ts';
import { buildZip } from './zip-builder.ts';

const folder = temporaryFolder();
const path = join(folder, 'model.torch');
const matrix: TestTensor = {
  name: 'w',
  storage: floats(0, 1, 2, 3, 4, 5),
  elements: 6,
  shape: [2, 3],
  strides: [3, 1],
};

async function valuesOf(tensor: TestTensor, start = 0, count?: number): Promise<number[]> {
  writeTorchFile(path, [tensor]);
  const file = await openTorchFile(path);
  try {
    const total = tensor.shape.reduce((product, size) => product * size, 1);
    return [...(await file.read(tensor.name, start, count ?? total - start))];
  } finally {
    await file.close();
  }
}

const opening = (): Promise<unknown> => openTorchFile(path).then((file) => file.close());

describe('openTorchFile', () => {
  it('reads a contiguous tensor, whole and in part', async () => {
    expect(await valuesOf(matrix)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await valuesOf(matrix, 2, 3)).toEqual([2, 3, 4]);
  });

  it('reads a view that begins inside its storage', async () => {
    expect(await valuesOf({ ...matrix, offset: 2, shape: [2, 2], strides: [2, 1] })).toEqual([2, 3, 4, 5]);
  });

  it('reads a transposed tensor in row-major order, also from the middle', async () => {
    const transposed = { ...matrix, shape: [3, 2], strides: [1, 3] };
    expect(await valuesOf(transposed)).toEqual([0, 3, 1, 4, 2, 5]);
    expect(await valuesOf(transposed, 3, 2)).toEqual([4, 2]);
  });

  it.each([
    ['DoubleStorage', new Uint8Array(Float64Array.from([1.5, -2]).buffer), [1.5, -2]],
    [
      'HalfStorage',
      new Uint8Array(Uint16Array.from([0x3e00, 0xc000, 0x0001, 0x7bff]).buffer),
      [1.5, -2, 2 ** -24, 65504],
    ],
    ['BFloat16Storage', new Uint8Array(Uint16Array.from([0x3fc0, 0xc000]).buffer), [1.5, -2]],
    ['LongStorage', new Uint8Array(BigInt64Array.from([7n, -9n]).buffer), [7, -9]],
    ['IntStorage', new Uint8Array(Int32Array.from([7, -9]).buffer), [7, -9]],
  ])('reads %s', async (storageType, storage, expected) => {
    const tensor = {
      name: 'w',
      storageType,
      storage,
      elements: expected.length,
      shape: [expected.length],
      strides: [1],
    };
    expect(await valuesOf(tensor)).toEqual(expected);
  });

  it.each([
    ['a storage smaller than announced', { elements: 7 }],
    ['a storage larger than announced', { elements: 5, shape: [5], strides: [1] }],
    ['a shape that reaches past the storage', { shape: [3, 3] }],
    ['strides that reach past the storage', { strides: [6, 1] }],
    ['an offset past the storage', { offset: 1 }],
    ['a negative stride', { strides: [-3, 1] }],
    ['more elements than are stored, by stride 0', { shape: [1_000_000, 1_000], strides: [0, 0] }],
    ['a shape without strides', { strides: [1] }],
  ])('refuses %s', async (_what, change) => {
    writeTorchFile(path, [{ ...matrix, ...change }]);
    await expect(opening()).rejects.toMatchObject({ code: 'unreadable-file' });
  });

  it('refuses unknown storage types, other byte orders and zip files of other origin', async () => {
    writeTorchFile(path, [{ ...matrix, storageType: 'ComplexFloatStorage' }]);
    await expect(opening()).rejects.toThrow('it asks for "torch.ComplexFloatStorage"');
    writeTorchFile(path, [matrix], [{ name: 'archive/byteorder', data: Buffer.from('big') }]);
    await expect(opening()).rejects.toThrow('big-endian');
    writeFileSync(path, buildZip([{ name: 'word/document.xml', data: Buffer.from('x') }]));
    await expect(opening()).rejects.toThrow('not one that PyTorch wrote');
  });

  it('runs nothing from a file that would have os.system run', async () => {
    const marker = join(folder, 'owned');
    const call = [...global('os', 'system'), ...tupleOf(text(`touch ${marker}`)), ...op.reduce];
    writeFileSync(
      path,
      buildZip([{ name: 'archive/data.pkl', data: pickle(op.emptyDict, text('w'), call, op.setItem) }]),
    );
    await expect(opening()).rejects.toMatchObject({ code: 'unsupported' });
    expect(() => readFileSync(marker)).toThrow('ENOENT');
  });

  it('does not follow a dictionary that contains itself', async () => {
    const self = [op.emptyDict, [0x71, 0], text('again'), [0x68, 0], op.setItem];
    writeFileSync(path, buildZip([{ name: 'archive/data.pkl', data: pickle(...self) }]));
    const file = await openTorchFile(path);
    expect(file.names).toEqual([]);
    await file.close();
  });

  it.skipIf(!hasSharedData)('lists the tensors of real files with their dictionaries', async () => {
    const file = await openTorchFile(sharedData('reference-model', 'tiny-resnet50-vissl.torch'));
    expect(file.names).toHaveLength(322 + 4);
    expect(file.names[0]).toBe('trunk_state_dict/conv1.weight');
    expect(file.shape('trunk_state_dict/conv1.weight')).toEqual([4, 1, 7, 7, 7]);
    expect(file.shape('head_state_dict/1.0.weight')).toEqual([2, 16]);
    await file.close();
  });
});
