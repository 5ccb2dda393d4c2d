import { writeFileSync } from 'node:fs';
import { global, int, op, pickle, text, tupleOf } from './pickle-builder.ts';
import { buildZip, type ZipPart } from './zip-builder.ts';

export interface TestTensor {
  readonly name: string;
  readonly storageType?: string;
  readonly storage: Uint8Array;
  /** Elements that the pickle announces. */
  readonly elements: number;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Writes what `torch.save({ name: tensor, ... })` writes. */
export function writeTorchFile(path: string, tensors: readonly TestTensor[], extra: readonly ZipPart[] = []): void {
  const entries = tensors.flatMap((tensor, index) => [text(tensor.name), tensorPickle(tensor, String(index))].flat());
  const parts = [
    { name: 'archive/data.pkl', data: pickle(op.emptyDict, op.mark, entries, op.setItems) },
    ...tensors.map(({ storage }, index) => ({ name: `archive/data/${index}`, data: storage })),
    ...extra,
  ];
  writeFileSync(path, buildZip(parts));
}

function tensorPickle(tensor: TestTensor, key: string): number[] {
  const { storageType = 'FloatStorage', elements, offset = 0, shape, strides } = tensor;
  const storage = tupleOf(text('storage'), global('torch', storageType), text(key), text('cpu'), int(elements));
  return [
    ...global('torch._utils', '_rebuild_tensor_v2'),
    ...tupleOf(
      [...storage, ...op.persistent],
      int(offset),
      tupleOf(...shape.map(int)),
      tupleOf(...strides.map(int)),
      [...op.false],
      [...global('collections', 'OrderedDict'), ...op.emptyTuple, ...op.reduce],
    ),
    ...op.reduce,
  ];
}

export const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
