import { describe, expect, it } from 'vitest';
import { chooseEngine, firstLine, listFeatureEngines, sessionOptions } from '#main/compute/engines/onnx.ts';
import { listTrainingEngines } from '#main/compute/engines/training.ts';

describe('the engines', () => {
  it('are listed in the order tried, each with its reason, exactly one of them taken', async () => {
    const reports = await listFeatureEngines();
    expect(reports.map(({ id }) => id)).toEqual(['cuda', 'directml', 'coreml', 'webgpu', 'cpu']);
    expect(reports.every(({ reason }) => /\.|:/.test(reason))).toBe(true);
    expect(reports.at(-1)).toMatchObject({ id: 'cpu', available: true });
    expect(reports.filter(({ reason }) => reason.endsWith('Used unless another is chosen.'))).toHaveLength(1);
  });

  it('are chosen automatically from those that work', async () => {
    const chosen = await chooseEngine('auto');
    const reports = await listFeatureEngines();
    expect(reports.find(({ id }) => id === chosen)?.available).toBe(true);
  });

  it('are refused with the reason where they cannot work', async () => {
    const foreign = process.platform === 'win32' ? 'coreml' : 'directml';
    await expect(chooseEngine(foreign)).rejects.toMatchObject({
      code: 'device',
      message: expect.stringContaining('only'),
    });
  });

  it('get all threads and one operator at a time', () => {
    const options = sessionOptions('cpu');
    expect(options).toMatchObject({
      executionProviders: [{ name: 'cpu' }],
      executionMode: 'sequential',
      interOpNumThreads: 1,
    });
    expect(options.intraOpNumThreads).toBeGreaterThan(0);
  });

  it('report the training engine with its reason', async () => {
    const [report] = await listTrainingEngines();
    expect(report).toMatchObject({ id: 'tensorflow', use: 'training' });
    expect(report?.reason).not.toBe('');
  });
});

describe('firstLine', () => {
  it('drops source positions and everything after the first line', () => {
    expect(firstLine(new Error('/a/b.cc:136 f() ok was false. No adapter\nmore'))).toBe('No adapter');
    expect(firstLine('plain')).toBe('plain');
  });
});
