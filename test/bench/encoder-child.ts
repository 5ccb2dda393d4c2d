/** Times the full encoder and a large Gemm in turns, so that both meet the same neighbours; prints the medians. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { openEncoder } from '#main/compute/engines/encoder.ts';
import { sessionOptions } from '#main/compute/engines/onnx.ts';
import { OnnxGraph } from '#main/models/onnx-graph.ts';
import { operationsPerPatch, peakMemory } from './full-encoder.ts';

export interface EncoderTimes {
  readonly engine: string;
  readonly loadSeconds: number;
  readonly patchSeconds: number;
  readonly gemmSeconds: number;
  /** Gemm's seconds an operation over the encoder's: the median of the turns. */
  readonly share: number;
  readonly gemmOperations: number;
  /** Before the matrices of the Gemm are made. */
  readonly peakBytes: number;
}

const rounds = 11;
/** About as many as an extraction takes at a time on two cores. */
const patchesARun = 4;
const gemmSize = 2304;

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

const wave = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, index) => Math.sin(index) * 0.3 + 0.3);

async function gemmSession(): Promise<InferenceSession> {
  const graph = new OnnxGraph();
  const inputs = [graph.input('a', [gemmSize]), graph.input('b', [gemmSize])];
  graph.node('Gemm', inputs, 'product');
  graph.output('product', [gemmSize]);
  const parts = graph.model('gemm').filter((part): part is Uint8Array => part instanceof Uint8Array);
  return InferenceSession.create(Buffer.concat(parts), sessionOptions('cpu'));
}

const { modelFolder, cacheFolder } = JSON.parse(process.argv[2] ?? '{}') as {
  modelFolder: string;
  cacheFolder: string;
};
const start = performance.now();
const encoder = await openEncoder({ modelFolder, cacheFolder, engine: 'cpu', batchSize: patchesARun });
const loadSeconds = (performance.now() - start) / 1000;
const patches = Array.from({ length: patchesARun }, () => wave(50 ** 3));
await encoder.encode(patches);
const peakBytes = peakMemory();

const gemm = await gemmSession();
const matrix = new Tensor('float32', wave(gemmSize ** 2), [gemmSize, gemmSize]);
const median = (values: readonly number[]): number => values.toSorted((x, y) => x - y)[values.length >> 1] as number;
const turns: { patchSeconds: number; gemmSeconds: number }[] = [];
for (let round = 0; round < rounds; round += 1) {
  const patchSeconds = (await seconds(() => encoder.encode(patches))) / patchesARun;
  turns.push({ patchSeconds, gemmSeconds: await seconds(() => gemm.run({ a: matrix, b: matrix })) });
}
const gemmOperations = 2 * gemmSize ** 3;
const times: EncoderTimes = {
  engine: encoder.engine,
  loadSeconds,
  patchSeconds: median(turns.map(({ patchSeconds }) => patchSeconds)),
  gemmSeconds: median(turns.map(({ gemmSeconds }) => gemmSeconds)),
  share: median(
    turns.map(({ patchSeconds, gemmSeconds }) => operationsPerPatch / patchSeconds / (gemmOperations / gemmSeconds)),
  ),
  gemmOperations,
  peakBytes,
};
console.log(JSON.stringify(times));
