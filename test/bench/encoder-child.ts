/** Times the full encoder and a large Gemm in turns, so that both meet the same neighbours; prints the best of each. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { openEncoder } from '#main/compute/engines/encoder.ts';
import { sessionOptions } from '#main/compute/engines/onnx.ts';
import { OnnxGraph } from '#main/models/onnx-graph.ts';
import { peakMemory } from './full-encoder.ts';

export interface EncoderTimes {
  readonly engine: string;
  readonly loadSeconds: number;
  readonly patchSeconds: number;
  readonly gemmSeconds: number;
  readonly gemmOperations: number;
  /** Before the matrices of the Gemm are made. */
  readonly peakBytes: number;
}

const rounds = 20;
/** A run as short as the Gemm's, so that neither is disturbed more often. */
const patchesARun = 1;
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
let patchSeconds = Number.POSITIVE_INFINITY;
let gemmSeconds = Number.POSITIVE_INFINITY;
for (let round = 0; round < rounds; round += 1) {
  patchSeconds = Math.min(patchSeconds, (await seconds(() => encoder.encode(patches))) / patchesARun);
  gemmSeconds = Math.min(gemmSeconds, await seconds(() => gemm.run({ a: matrix, b: matrix })));
}
const times: EncoderTimes = {
  engine: encoder.engine,
  loadSeconds,
  patchSeconds,
  gemmSeconds,
  gemmOperations: 2 * gemmSize ** 3,
  peakBytes,
};
console.log(JSON.stringify(times));
