import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { env, InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import type { EngineReport } from '#shared/contract/app.ts';
import type { EngineId } from '#shared/domain/entities.ts';
import { AppError } from '#shared/errors.ts';
import { probeGraph, probeInput, probeInputName, probeOutputName } from './probe-graph.ts';

env.logLevel = 'fatal';

/** ONNX Runtime's engines for features, in the order in which `auto` tries them. */
type Engine = Exclude<EngineId, 'auto'>;

interface EngineEntry {
  readonly id: Engine;
  readonly label: string;
  /** ONNX Runtime's name of the execution provider. */
  readonly provider: 'cuda' | 'dml' | 'coreml' | 'webgpu' | 'cpu';
  readonly options?: Record<string, string>;
  /** Why it cannot be here, before anything is loaded; null when it may be. */
  readonly absence: () => string | null;
}

const engines: readonly EngineEntry[] = [
  {
    id: 'cuda',
    label: 'CUDA (NVIDIA)',
    provider: 'cuda',
    options: { cudnn_conv_algo_search: 'HEURISTIC' },
    absence: cudaAbsence,
  },
  { id: 'directml', label: 'DirectML (Windows)', provider: 'dml', absence: () => onlyOn('win32', 'Windows') },
  { id: 'coreml', label: 'CoreML (macOS)', provider: 'coreml', absence: () => onlyOn('darwin', 'macOS') },
  { id: 'webgpu', label: 'WebGPU', provider: 'webgpu', absence: webgpuAbsence },
  { id: 'cpu', label: 'CPU', provider: 'cpu', absence: () => null },
];

const onlyOn = (platform: NodeJS.Platform, name: string): string | null =>
  process.platform === platform ? null : `Exists on ${name} only.`;

/** The CUDA libraries are no part of the npm package: they are there when its install script fetched them. */
function cudaAbsence(): string | null {
  if (process.platform === 'darwin') return 'Exists on Linux and Windows only.';
  const library = process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
  const root = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  return existsSync(join(root, 'bin', 'napi-v6', process.platform, process.arch, library))
    ? null
    : 'The CUDA part of ONNX Runtime is not installed. With an NVIDIA GPU and CUDA 12, fetch it by: npm rebuild onnxruntime-node --onnxruntime-node-install=cuda12';
}

/** On Linux, WebGPU goes through the Vulkan loader, and complains on standard error where there is none. */
function webgpuAbsence(): string | null {
  if (process.platform !== 'linux') return null;
  const folders = ['/usr/lib', '/usr/lib64', '/usr/local/lib', ...(process.env['LD_LIBRARY_PATH'] ?? '').split(':')];
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const places = [
    '/run/opengl-driver/lib',
    ...folders,
    ...folders.map((folder) => join(folder, `${machine}-linux-gnu`)),
  ];
  return places.some((folder) => folder !== '' && existsSync(join(folder, 'libvulkan.so.1')))
    ? null
    : 'There is no Vulkan driver (libvulkan.so.1).';
}

export function sessionOptions(engine: Engine): InferenceSession.SessionOptions {
  const { provider, options } = entryOf(engine);
  return {
    executionProviders: [{ name: provider, ...options }],
    intraOpNumThreads: availableParallelism(),
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 4,
  };
}

function entryOf(engine: Engine): EngineEntry {
  const entry = engines.find(({ id }) => id === engine);
  if (!entry) throw new RangeError(`No engine ${engine}`);
  return entry;
}

interface Availability {
  readonly available: boolean;
  readonly reason: string;
  /** Time of the trial; infinite where it is not available. */
  readonly seconds: number;
}

const tried = new Map<Engine, Promise<Availability>>();

/** Runs a 3D convolution on the engine, once per process, and compares it with the CPU's answer. */
function availability(engine: Engine): Promise<Availability> {
  const known = tried.get(engine);
  if (known) return known;
  const attempt = tryEngine(entryOf(engine));
  tried.set(engine, attempt);
  return attempt;
}

async function tryEngine({ id, provider, absence }: EngineEntry): Promise<Availability> {
  const absent = (reason: string): Availability => ({ available: false, reason, seconds: Number.POSITIVE_INFINITY });
  const reason = absence();
  if (reason) return absent(reason);
  if (!listSupportedBackends().some(({ name }) => name === provider)) {
    return absent('This build of ONNX Runtime does not have it.');
  }
  try {
    const found = await probe(id);
    if (id === 'cpu') return { available: true, reason: 'Always there.', seconds: found.seconds };
    const expected = await probe('cpu');
    if (!expected.values.every((value, index) => Math.abs(value - (found.values[index] ?? Number.NaN)) < 1e-3)) {
      return absent('A 3D convolution gave wrong numbers on it.');
    }
    const speed = (expected.seconds / found.seconds).toFixed(1);
    return { available: true, reason: `It has ${speed} times the speed of the CPU.`, seconds: found.seconds };
  } catch (error) {
    return absent(`It did not start: ${firstLine(error)}`);
  }
}

/** The answer and the best time of a few runs. */
async function probe(engine: Engine): Promise<{ values: Float32Array; seconds: number }> {
  const session = await InferenceSession.create(probeGraph(), sessionOptions(engine));
  try {
    let values = new Float32Array();
    let seconds = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 4; round += 1) {
      const start = performance.now();
      const results = await session.run({ [probeInputName]: new Tensor('float32', ...probeInput()) });
      seconds = Math.min(seconds, (performance.now() - start) / 1000);
      values = Float32Array.from(results[probeOutputName]?.data as Float32Array);
    }
    return { values, seconds };
  } finally {
    await session.release();
  }
}

/** The first line of ONNX Runtime's message, without its source positions. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.split('\n')[0] ?? '';
  return (line.includes(' was false. ') ? line.slice(line.indexOf(' was false. ') + 12) : line).slice(0, 200);
}

/** The engine to use, or `device` with the reason why the one asked for cannot be used. */
export async function chooseEngine(wanted: EngineId): Promise<Engine> {
  if (wanted === 'auto') return automaticEngine();
  const { available, reason } = await availability(wanted);
  if (available) return wanted;
  throw new AppError('device', `The engine ${entryOf(wanted).label} cannot be used here. ${reason}`);
}

/** The first in order that beats the CPU: WebGPU may be a GPU or a program that imitates one. */
async function automaticEngine(): Promise<Engine> {
  const cpu = await availability('cpu');
  for (const { id } of engines) {
    if ((await availability(id)).seconds < cpu.seconds) return id;
  }
  return 'cpu';
}

/** What can compute features here, in the order tried, and why what cannot, cannot. */
export async function listFeatureEngines(): Promise<EngineReport[]> {
  const taken = await automaticEngine();
  return Promise.all(
    engines.map(async ({ id, label }) => {
      const { available, reason } = await availability(id);
      const note = id === taken ? ' Used unless another is chosen.' : available ? ' Used when chosen.' : '';
      return { id, label, use: 'features' as const, available, reason: `${reason}${note}` };
    }),
  );
}
