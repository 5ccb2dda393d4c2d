import { describe, expect, it } from 'vitest';
import {
  type Architecture,
  blocks,
  checkTensors,
  convolutions,
  featureCount,
  inferArchitecture,
  multiplyAdds,
  outputEdge,
  parameterCount,
  tensorShapes,
} from '#main/models/architecture.ts';

const foundation: Architecture = { depth: 50, width: 128, stemStride: 2, downsampleBias: true, head: null };
const withHead: Architecture = { depth: 50, width: 4, stemStride: 2, downsampleBias: true, head: [128, 16, 2] };

describe('the architecture', () => {
  it('has the size of the published foundation model', () => {
    expect(parameterCount(foundation)).toBe(184_477_824);
    expect(featureCount(foundation)).toBe(4096);
    expect(multiplyAdds(foundation) / 1e9).toBeCloseTo(12.85, 2);
    expect(tensorShapes(foundation).get('trunk.layer4.2.conv2.weight')).toEqual([1024, 1024, 3, 3, 3]);
  });

  it('has 322 entries in PyTorch: its tensors and one training counter per batch norm', () => {
    expect(tensorShapes(foundation).size + convolutions(foundation).length).toBe(322);
  });

  it('shrinks a patch of 50 as PyTorch does', () => {
    const strides = [2, 2, ...blocks(foundation).map(({ stride }) => stride)];
    const edges = strides.reduce<number[]>((list, stride) => [...list, outputEdge(list.at(-1) ?? 0, stride)], [50]);
    expect([...new Set(edges)]).toEqual([50, 25, 13, 7, 4, 2]);
  });

  it('is read off the tensors', () => {
    for (const architecture of [
      foundation,
      withHead,
      { ...withHead, downsampleBias: false, head: [128, 64, 32, 8, 1] },
      ...([10, 18, 34, 101] as const).map((depth) => ({ ...foundation, depth, width: 16 })),
    ]) {
      const shapes = tensorShapes(architecture);
      expect(inferArchitecture(shapes)).toEqual(architecture);
      expect(() => checkTensors(architecture, shapes)).not.toThrow();
    }
  });

  it('refuses what is missing, left over or misshapen, by name', () => {
    const without = tensorShapes(withHead);
    without.delete('trunk.layer3.2.bn2.running_var');
    without.delete('head.1.bias');
    expect(() => checkTensors(withHead, without)).toThrow(
      'lacks 2 tensors of the 3D ResNet50: trunk.layer3.2.bn2.running_var, head.1.bias',
    );
    const surplus = tensorShapes(withHead).set('trunk.layer5.0.conv1.weight', [1]);
    expect(() => checkTensors(withHead, surplus)).toThrow(
      'has 1 tensor that a 3D ResNet50 has no place for: trunk.layer5.0.conv1.weight',
    );
    const misshapen = tensorShapes(withHead).set('trunk.layer1.0.conv2.weight', [4, 4, 3, 3]);
    expect(() => checkTensors(withHead, misshapen)).toThrow(
      'trunk.layer1.0.conv2.weight has the shape 4 x 4 x 3 x 3 where 4 x 4 x 3 x 3 x 3',
    );
  });

  it('refuses another network, another number of channels and a head that does not fit', () => {
    expect(() => inferArchitecture(new Map())).toThrow('trunk.conv1.weight');
    expect(() => inferArchitecture(new Map([['trunk.conv1.weight', [64, 3, 7, 7]]]))).toThrow('64 x 3 x 7 x 7');
    expect(() => inferArchitecture(new Map([['trunk.conv1.weight', [64, 2, 7, 7, 7]]]))).toThrow('one CT channel');
    const chain = tensorShapes(withHead).set('head.1.weight', [2, 17]);
    expect(() => inferArchitecture(chain)).toThrow('does not fit the layer before it');
    const wide = { ...withHead, head: [256, 2] };
    expect(() => checkTensors(wide, tensorShapes(wide))).toThrow(
      'The head expects 256 features, the encoder gives 128',
    );
  });
});
