import * as tf from '@tensorflow/tfjs-core';
import type { Weights } from './layers.ts';

/**
 * The rules by which weights follow their gradients, as PyTorch's SGD and Adam have them; weight decay is added to the
 * gradient. LARS (You et al. 2017) is that of the reference package: the decayed gradient of each tensor is scaled by
 * trust · |w| / (|g| + decay · |w| + epsilon), none is left out, and a decay of 0 switches the scaling off.
 */
export type OptimiserRule =
  | { readonly kind: 'sgd'; readonly momentum: number; readonly weightDecay: number }
  | { readonly kind: 'adam'; readonly weightDecay: number }
  | { readonly kind: 'lars'; readonly momentum: number; readonly weightDecay: number };

const adam = { first: 0.9, second: 0.999, epsilon: 1e-8 } as const;
const lars = { trust: 0.001, epsilon: 1e-8 } as const;

export class Optimiser {
  readonly #rule: OptimiserRule;
  /** What the rule remembers of each tensor: `velocity.<name>`, or `first.<name>` and `second.<name>`. */
  readonly memory: Weights = new Map();
  /** Steps taken. */
  steps = 0;

  constructor(rule: OptimiserRule) {
    this.#rule = rule;
  }

  /** Replaces every tensor of `weights` that has a gradient, and disposes the old ones. */
  apply(weights: Weights, gradients: Weights, learningRate: number): void {
    this.steps += 1;
    for (const [name, gradient] of gradients) {
      const weight = weights.get(name);
      if (!weight) throw new RangeError(`There is a gradient for ${name} and no such tensor`);
      const next = tf.tidy(() => {
        const change =
          this.#rule.kind === 'adam' ? this.#adam(name, weight, gradient) : this.#sgd(name, weight, gradient);
        return tf.keep(tf.sub(weight, tf.mul(change, learningRate)));
      });
      weights.set(name, next);
      weight.dispose();
    }
  }

  dispose(): void {
    for (const tensor of this.memory.values()) tensor.dispose();
    this.memory.clear();
  }

  #remember(key: string, tensor: tf.Tensor): tf.Tensor {
    this.memory.get(key)?.dispose();
    this.memory.set(key, tf.keep(tensor));
    return tensor;
  }

  #sgd(name: string, weight: tf.Tensor, gradient: tf.Tensor): tf.Tensor {
    const { kind, momentum, weightDecay } = this.#rule as Exclude<OptimiserRule, { kind: 'adam' }>;
    const decayed =
      kind === 'lars' ? larsGradient(weight, gradient, weightDecay) : addDecay(weight, gradient, weightDecay);
    if (momentum === 0) return decayed;
    const velocity = this.memory.get(`velocity.${name}`);
    const next = velocity ? tf.add(tf.mul(velocity, momentum), decayed) : tf.clone(decayed);
    return this.#remember(`velocity.${name}`, next);
  }

  #adam(name: string, weight: tf.Tensor, gradient: tf.Tensor): tf.Tensor {
    const decayed = addDecay(weight, gradient, this.#rule.weightDecay);
    const blend = (key: string, share: number, value: tf.Tensor): tf.Tensor => {
      const before = this.memory.get(key);
      const added = tf.mul(value, 1 - share);
      return this.#remember(key, before ? tf.add(tf.mul(before, share), added) : added);
    };
    const first = blend(`first.${name}`, adam.first, decayed);
    const second = blend(`second.${name}`, adam.second, tf.square(decayed));
    const root = tf.sqrt(tf.div(second, 1 - adam.second ** this.steps));
    return tf.div(tf.div(first, 1 - adam.first ** this.steps), tf.add(root, adam.epsilon));
  }
}

const addDecay = (weight: tf.Tensor, gradient: tf.Tensor, weightDecay: number): tf.Tensor =>
  weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(weight, weightDecay));

function larsGradient(weight: tf.Tensor, gradient: tf.Tensor, weightDecay: number): tf.Tensor {
  if (weightDecay === 0) return gradient;
  const size = tf.sqrt(tf.sum(tf.square(weight)));
  const slope = tf.sqrt(tf.sum(tf.square(gradient)));
  const local = tf.div(tf.mul(size, lars.trust), tf.add(tf.add(slope, tf.mul(size, weightDecay)), lars.epsilon));
  const applies = tf.logicalAnd(tf.greater(size, 0), tf.greater(slope, 0));
  return tf.where(applies, tf.mul(addDecay(weight, gradient, weightDecay), local), gradient);
}
