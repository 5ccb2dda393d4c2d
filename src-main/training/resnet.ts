import * as tf from '@tensorflow/tfjs-core';
import {
  type Architecture,
  type BlockSpec,
  blocks,
  type ConvolutionSpec,
  headLayers,
  stem,
} from '../models/architecture.ts';
import {
  averagePool,
  batchNorm,
  convolution,
  headLayer,
  maxPool3,
  type Pass,
  type RectifierRule,
  rectify,
  type Step,
  type Weights,
} from './layers.ts';

export interface RunOptions {
  /** Batch norm by this batch's statistics, whose running means are given back; else by the running ones. */
  readonly usesBatchStatistics: boolean;
  readonly rectifierRule?: RectifierRule;
  /** Gradients are asked for by nothing, the head's tensors, all tensors, or all tensors and the patches. */
  readonly gradientsOf: 'nothing' | 'head' | 'weights' | 'weights and patches';
}

export interface NetworkRun {
  /** [n, features] */
  readonly features: tf.Tensor2D;
  /** [n, outputs of the head]; null for a bare encoder. */
  readonly logits: tf.Tensor2D | null;
  /** Running statistics after this batch, by name. */
  readonly statistics: Weights;
  /**
   * Goes back once, from the gradient by the logits, or by the features where the network has no head. Gradients come
   * in the layouts of the weights; they and the statistics outlive the scope: the caller disposes them.
   */
  backward(gradient: tf.Tensor2D): { gradients: Weights; patches: tf.Tensor5D | null; rectifiers: number };
}

/**
 * Runs patches [n, d, h, w, 1] through trunk and head. Everything is made in the engine scope of the caller, who ends
 * it when the run is no longer needed. The network is described with `Architecture`.
 */
export function runNetwork(
  architecture: Architecture,
  weights: Weights,
  patches: tf.Tensor5D,
  { usesBatchStatistics, rectifierRule = 'gradient', gradientsOf }: RunOptions,
): NetworkRun {
  const pass: Pass = {
    weights,
    usesBatchStatistics,
    rectifierRule,
    gradients: new Map(),
    statistics: new Map(),
    rectifiersPassed: 0,
  };
  const wantsPatches = gradientsOf === 'weights and patches';
  const records = wantsPatches || gradientsOf === 'weights';
  const steps: Step[] = [];
  let current = patches;
  for (const layer of trunkLayers(architecture, wantsPatches)) {
    const before = current;
    if (records) {
      const step = layer(pass, before);
      steps.push(step);
      current = step.output;
    } else {
      current = tf.tidy(() => layer(pass, before).output);
      if (before !== patches) before.dispose();
    }
  }
  const average = averagePool(current);
  const layers = headLayers(architecture);
  const headSteps: ReturnType<typeof headLayer>[] = [];
  let vectors = average.output;
  for (let index = 0; index < layers.length; index += 1) {
    const step = headLayer(pass, vectors, { index, isLast: index === layers.length - 1 });
    headSteps.push(step);
    vectors = step.output;
  }
  return {
    features: average.output,
    logits: architecture.head ? vectors : null,
    statistics: pass.statistics,
    backward: (gradient) => {
      let byVectors = gradient;
      for (const step of headSteps.toReversed()) byVectors = step.back(byVectors);
      if (!records) return { gradients: pass.gradients, patches: null, rectifiers: pass.rectifiersPassed };
      let byVolume = average.back(byVectors);
      for (const step of steps.toReversed()) {
        const before = byVolume;
        byVolume = step.back(before);
        if (byVolume !== before) before.dispose();
      }
      return {
        gradients: pass.gradients,
        patches: wantsPatches ? byVolume : null,
        rectifiers: pass.rectifiersPassed,
      };
    },
  };
}

type Layer = (pass: Pass, input: tf.Tensor5D) => Step;

function trunkLayers(architecture: Architecture, wantsPatches: boolean): Layer[] {
  const first = stem(architecture);
  return [
    (pass, input) => sequence([(at) => normalised(pass, at, first, wantsPatches), (at) => rectify(pass, at)], input),
    (_pass, input) => maxPool3(input),
    ...blocks(architecture).map(
      (block): Layer =>
        (pass, input) =>
          residual(pass, input, block),
    ),
  ];
}

/** Steps one after another. What lies between them stays as long as their way back may need it. */
function sequence(parts: readonly ((input: tf.Tensor5D) => Step)[], input: tf.Tensor5D): Step {
  const steps: Step[] = [];
  let output = input;
  for (const part of parts) {
    const step = part(output);
    steps.push(step);
    output = step.output;
  }
  return {
    output,
    back: (gradient) => {
      let current = gradient;
      for (const step of steps.toReversed()) {
        const before = current;
        current = step.back(before);
        if (before !== gradient && current !== before) before.dispose();
      }
      return current;
    },
  };
}

/** Convolution and batch norm. The map between them is not needed on the way back. */
function normalised(pass: Pass, input: tf.Tensor5D, spec: ConvolutionSpec, wantsInput = true): Step {
  const convolved = convolution(pass, input, spec, wantsInput);
  const norm = batchNorm(pass, convolved.output, spec.normName);
  convolved.output.dispose();
  return {
    output: norm.output,
    back: (gradient) => {
      const between = norm.back(gradient);
      const byInput = convolved.back(between);
      if (byInput !== between) between.dispose();
      return byInput;
    },
  };
}

function residual(pass: Pass, input: tf.Tensor5D, { convolutions, downsample }: BlockSpec): Step {
  const last = convolutions.length - 1;
  const branch = sequence(
    convolutions.flatMap((spec, index) => {
      const parts = [(at: tf.Tensor5D) => normalised(pass, at, spec)];
      return index === last ? parts : [...parts, (at: tf.Tensor5D) => rectify(pass, at)];
    }),
    input,
  );
  const shortcut = downsample ? normalised(pass, input, downsample) : null;
  const sum = tf.add<tf.Tensor5D>(branch.output, shortcut?.output ?? input);
  branch.output.dispose();
  shortcut?.output.dispose();
  const rectified = rectify(pass, sum);
  return {
    output: rectified.output,
    back: (gradient) =>
      tf.tidy(() => {
        const bySum = rectified.back(gradient);
        return tf.add<tf.Tensor5D>(branch.back(bySum), shortcut ? shortcut.back(bySum) : bySum);
      }),
  };
}
