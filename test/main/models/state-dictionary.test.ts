import { describe, expect, it } from 'vitest';
import { canonicalNames } from '#main/models/state-dictionary.ts';

const namesOf = (...names: string[]): Record<string, string> => Object.fromEntries(canonicalNames({ names }));

describe('canonicalNames', () => {
  it.each([
    ['trunk_state_dict/', 'head_state_dict/'],
    ['state_dict/model.trunk.', 'state_dict/model.heads.'],
    ['model.trunk.', 'model.heads.'],
    ['trunk.', 'head.'],
  ])('knows %sconv1.weight', (trunk, head) => {
    expect(
      namesOf(`${trunk}conv1.weight`, `${trunk}bn1.num_batches_tracked`, `${head}0.0.weight`, `${head}1.0.bias`),
    ).toEqual({
      'trunk.conv1.weight': `${trunk}conv1.weight`,
      'head.0.weight': `${head}0.0.weight`,
      'head.1.bias': `${head}1.0.bias`,
    });
  });

  it('knows bare state dictionaries', () => {
    expect(namesOf('conv1.weight', 'layer1.0.conv1.weight')).toEqual({
      'trunk.conv1.weight': 'conv1.weight',
      'trunk.layer1.0.conv1.weight': 'layer1.0.conv1.weight',
    });
  });

  it('orders the layers of a head by number, not by text', () => {
    const heads = ['10.0', '2.0', '0.0'].map((layer) => `head_state_dict/${layer}.weight`);
    expect(namesOf('trunk_state_dict/conv1.weight', ...heads)).toMatchObject({
      'head.0.weight': 'head_state_dict/0.0.weight',
      'head.1.weight': 'head_state_dict/2.0.weight',
      'head.2.weight': 'head_state_dict/10.0.weight',
    });
  });

  it('keeps unknown names of the model so that they can be refused, and passes over optimiser state', () => {
    expect(namesOf('state_dict/model.trunk.conv1.weight', 'state_dict/criterion.weight', 'optimizer/state/0')).toEqual({
      'trunk.conv1.weight': 'state_dict/model.trunk.conv1.weight',
      'state_dict/criterion.weight': 'state_dict/criterion.weight',
    });
  });

  it('says what it found where it knows nothing', () => {
    expect(() => namesOf('encoder.weight', 'decoder.weight')).toThrow(
      'Its tensors begin with: encoder.weight, decoder.weight',
    );
    expect(() => namesOf()).toThrow('holds no tensors');
  });
});
