import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { verb as train } from '#main/cli/verbs/train.ts';
import { writeOnnx } from '#main/models/onnx-writer.ts';
import { patchEdge } from '#shared/imaging/profiles.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { taskLoss } from '#shared/training/task-loss.ts';
import { temporaryFolder } from '../../models/folder.ts';

const folder = temporaryFolder();
const inFolder = (name: string): string => join(folder, name);
const out: string[] = [];
const notes: string[] = [];
const io = {
  out: (line: string) => out.push(line),
  note: (line: string) => notes.push(line),
  signal: new AbortController().signal,
};

interface Printed {
  model: { folder: string; name: string; sha256: string };
  best: { epoch: number; tuneLoss: number };
  epochs: { epoch: number; tuneLoss: number }[];
  failures: { line: number; message: string }[];
}
const printed = (): Printed => JSON.parse(out.join('\n')) as Printed;

/** Scaled noise, brighter in the middle where the index is odd. */
function patchOf(index: number): Float32Array {
  const random = createRandom(index + 1);
  return Float32Array.from({ length: patchEdge ** 3 }, (_, at) => {
    const places = [at % patchEdge, Math.floor(at / patchEdge) % patchEdge, Math.floor(at / patchEdge ** 2)];
    const isInside = places.every((place) => Math.abs(place - 24.5) < 9);
    return 0.2 + 0.02 * randomNormal(random) + (index % 2 === 1 && isInside ? 0.2 : 0);
  });
}

function writePatch(index: number): void {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${patchEdge}, ${patchEdge}, ${patchEdge}), }`;
  const header = Buffer.alloc(128, ' ');
  header.write('\x93NUMPY\x01\x00', 'latin1');
  header.writeUInt16LE(118, 8);
  header.write(text, 10);
  header.write('\n', 127);
  writeFileSync(inFolder(`patch-${index}.npy`), Buffer.concat([header, Buffer.from(patchOf(index).buffer)]));
}

const count = 12;
const isTuning = (index: number): boolean => index >= 8;

beforeAll(() => {
  vi.stubEnv('SEEDPOINT_CONFIG', inFolder('config'));
  const rows = Array.from({ length: count }, (_, index) => {
    writePatch(index);
    const cells = [`patch-${index}.npy`, index % 2 ? 'malignant' : 'benign', index + 1, index % 3 ? 1 : 0];
    return [...cells, isTuning(index) ? 'tune' : 'train', '', '', ''].join(',');
  });
  rows.push('absent.npy,benign,1,1,train,0,0,0', 'patch-0.npy,benign,1,1,test,,,');
  const header = 'image_path,kind,days,died,part,coordX,coordY,coordZ';
  writeFileSync(inFolder('cohort.csv'), [header, ...rows, ''].join('\n'));
});
afterAll(() => vi.unstubAllEnvs());
beforeEach(() => {
  out.length = 0;
  notes.length = 0;
});

const command = (run: string, ...more: string[]): string[] => [
  'finetune',
  inFolder('cohort.csv'),
  '--model',
  'untrained',
  '--run',
  inFolder(run),
  '--batch',
  '4',
  '--json',
  ...more,
];

describe('seedpoint train finetune', () => {
  it('trains, goes on with more epochs, and writes a model whose graph gives the same tuning loss', async () => {
    expect(
      await train.run(command('run', '--class', 'kind', '--epochs', '1', '--rate', '0.01', '--name', 'Bright'), io),
    ).toBe(1);
    expect(printed().epochs).toHaveLength(1);
    expect(printed().failures).toEqual([{ line: count + 2, message: expect.stringContaining('absent.npy') }]);
    expect(notes.join('\n')).toContain('Epoch 1: training loss');
    out.length = 0;
    notes.length = 0;
    await train.run(command('run', '--class', 'kind', '--epochs', '2', '--rate', '0.01', '--name', 'Bright'), io);
    expect(notes.join('\n')).not.toContain('Epoch 1:');
    const { model, best, epochs } = printed();
    expect(epochs).toHaveLength(2);
    expect(model.name).toBe('Bright');
    expect(readdirSync(inFolder('config/models'))).toHaveLength(epochs[0]!.tuneLoss > epochs[1]!.tuneLoss ? 2 : 1);

    await writeOnnx(model.folder, inFolder('bright.onnx'));
    const session = await InferenceSession.create(inFolder('bright.onnx'));
    const tuning = Array.from({ length: count }, (_, index) => index).filter(isTuning);
    const patches = Float32Array.from(tuning.flatMap((index) => [...patchOf(index)]));
    const input = new Tensor('float32', patches, [tuning.length, 1, patchEdge, patchEdge, patchEdge]);
    const { logits } = await session.run({ patches: input });
    await session.release();
    const targets = Array.from({ length: count }, (_, index) => index % 2);
    const { loss } = taskLoss({ kind: 'binary', targets }, logits!.data as Float32Array, tuning);
    expect(loss).toBeCloseTo(best.tuneLoss, 4);
  });

  it('learns a risk from times and events, in the head alone', async () => {
    const survival = ['--time', 'days', '--event', 'died', '--head-only', '--hidden', '8', '--epochs', '1'];
    await train.run(command('survival', ...survival), io);
    expect(printed().best.tuneLoss).toBeGreaterThan(0);
  });

  it('refuses what it cannot learn from, before any patch is cut', async () => {
    const refused = (...more: string[]) => train.run(command('refused', ...more), io);
    await expect(refused()).rejects.toThrow('--time is missing');
    await expect(refused('--class', 'nothing')).rejects.toThrow('The table has no column nothing');
    await expect(refused('--time', 'kind', '--event', 'died')).rejects.toThrow('has no number in kind');
    await expect(refused('--time', 'days', '--event', 'days')).rejects.toThrow('has no 0 or 1 in days');
    await expect(refused('--class', 'part')).rejects.toThrow('The training set has one class only');
    expect(existsSync(inFolder('refused'))).toBe(false);
  });
});
