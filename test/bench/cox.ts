import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { harrell } from '#shared/statistics/concordance/harrell.ts';
import { fitCox } from '#shared/statistics/cox/fit-cox.ts';
import { besidePython, runPython } from './python.ts';

const patients = 10_000;
const covariates = 20;

interface Peer {
  cox: number;
  concordance: number;
  coefficients: number[];
  estimate: number;
}

/** Cox's model with 20 covariates of 10,000 patients with ties, and Harrell's C, beside lifelines and R's survival. */
export const bench = {
  name: 'cox',
  async run(): Promise<{ label: string; value: string }[]> {
    const data = followUp();
    fitCox(data);
    const [seconds, fit] = timed(() => fitCox(data));
    if ('unavailable' in fit) throw new Error(fit.unavailable);
    const risk = Float64Array.from(data.times, (_, i) => data.design.values[i * covariates] as number);
    harrell(data.times, data.events, risk);
    const [concordanceSeconds, concordance] = timed(() => harrell(data.times, data.events, risk));

    const rows = Array.from(data.times, (time, i) => [
      time,
      data.events[i] as number,
      ...data.design.values.subarray(i * covariates, (i + 1) * covariates),
    ]);
    const python = await runPython<Peer>(new URL('cox.py', import.meta.url), rows);
    const r = runR(rows);
    for (const peer of [python, r]) {
      if (peer === null) continue;
      const furthest = Math.max(...peer.coefficients.map((value, j) => Math.abs(value - fit.coefficients[j]!)));
      if (!(furthest < 1e-5)) throw new Error(`a coefficient differs from a peer's by ${furthest}`);
      if (!(Math.abs(peer.estimate - concordance.estimate) < 1e-9)) throw new Error('the concordances differ');
    }
    const label = `${covariates} covariates, ${patients} patients`;
    return [
      { label: `Cox (Efron), ${label}`, value: besidePython(seconds, python?.cox) },
      {
        label: `Harrell's C with its jackknife, ${patients} patients`,
        value: besidePython(concordanceSeconds, python?.concordance),
      },
      ...(r === null
        ? []
        : [
            { label: 'the same by R, coxph', value: `${r.cox.toPrecision(3)} s; ${(r.cox / seconds).toFixed(1)}x` },
            {
              label: 'the same by R, concordance',
              value: `${r.concordance.toPrecision(3)} s; ${(r.concordance / concordanceSeconds).toFixed(1)}x`,
            },
          ]),
    ];
  },
};

function timed<T>(work: () => T): [number, T] {
  const times: number[] = [];
  let result = work();
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    result = work();
    times.push((performance.now() - start) / 1000);
  }
  return [times.sort((a, b) => a - b)[2]!, result];
}

function followUp() {
  const random = createRandom(20);
  const design = { rows: patients, columns: covariates, values: new Float64Array(patients * covariates) };
  const times = new Float64Array(patients);
  const events = new Uint8Array(patients);
  for (let i = 0; i < patients; i++) {
    let predictor = 0;
    for (let j = 0; j < covariates; j++) {
      const value = Number(randomNormal(random).toFixed(3));
      design.values[i * covariates + j] = value;
      predictor += 0.1 * value * (j % 3);
    }
    const time = -Math.log(1 - random()) * 700 * Math.exp(-predictor);
    const end = 300 + 1500 * random();
    times[i] = Math.ceil(Math.min(time, end));
    events[i] = time <= end ? 1 : 0;
  }
  return { times, events, design };
}

/** Null where there is no Rscript with survival; `SEEDPOINT_BENCH_RSCRIPT` names another. */
function runR(rows: number[][]): Peer | null {
  const script = fileURLToPath(new URL('cox.R', import.meta.url));
  const { status, stdout } = spawnSync(process.env['SEEDPOINT_BENCH_RSCRIPT'] ?? 'Rscript', [script], {
    input: rows.map((row) => row.join(' ')).join('\n'),
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  if (status === 0) return JSON.parse(stdout) as Peer;
  console.error('  (no Rscript with survival beside it)');
  return null;
}
