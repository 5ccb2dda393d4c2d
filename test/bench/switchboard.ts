import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '#main/server/start-server.ts';
import { createSwitchboard } from '#main/switchboard.ts';
import { type CallName, contract } from '#shared/contract/contract.ts';
import { lesion } from '../contract/examples.ts';

const rounds = 5;
const millisecondsEach = 300;

/** What a lesion table asks for all day: one window of 50 rows. */
const input = { cohortId: 1, offset: 0, limit: 50 };
const row = { ...lesion, clinical: { age: 61, stage: 'IIB' }, part: 'test' };
const page = { total: 50, rows: Array.from({ length: 50 }, () => row) };

/** Round trips through the switchboard, checked in and out, and over the server beside a bare HTTP echo of as many bytes. */
export const bench = {
  name: 'switchboard',
  async run(): Promise<{ label: string; value: string }[]> {
    const names = Object.keys(contract) as CallName[];
    const handlers = Object.fromEntries(names.map((name) => [name, () => page]));
    const switchboard = createSwitchboard(handlers as never, null);

    const folder = await mkdtemp(join(tmpdir(), 'seedpoint-bench-'));
    await writeFile(join(folder, 'index.html'), '');
    const server = await startServer({
      mainSide: {
        ...switchboard,
        subscribe: () => () => undefined,
        volume: () => Promise.reject(new Error('no volumes here')),
      },
      rendererFolder: folder,
    });
    const echo = createServer((incoming, response) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      incoming.on('end', () => {
        JSON.parse(text);
        response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ ok: true, value: page }));
      });
    });
    await new Promise<void>((done) => echo.listen(0, '127.0.0.1', done));
    try {
      const echoPort = (echo.address() as AddressInfo).port;
      const headers = { authorization: `Bearer ${server.token}` };
      const [inProcess, overHttp, bare] = await rates([
        () => switchboard.call('lesions.page', input),
        () => post(server.port, '/call/lesions.page', headers),
        () => post(echoPort, '/', {}),
      ]);
      return [
        { label: 'in process, 50 lesion rows', value: `${Math.round(inProcess!)} round trips/s` },
        { label: 'over HTTP, 50 lesion rows', value: `${Math.round(overHttp!)} round trips/s` },
        {
          label: 'over HTTP, of a bare JSON echo',
          value: `${(overHttp! / bare!).toFixed(2)} (echo ${Math.round(bare!)}/s)`,
        },
      ];
    } finally {
      await server.close();
      agent.destroy();
      echo.close();
      await rm(folder, { recursive: true });
    }
  },
};

/** Calls a second of each, one call after another. In turns, so that a busy moment of the machine meets all; the first turn warms up. */
async function rates(works: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const counts = works.map(() => 0);
  const milliseconds = works.map(() => 0);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, work] of works.entries()) {
      const start = performance.now();
      let count = 0;
      while (performance.now() - start < millisecondsEach) {
        await work();
        count++;
      }
      if (round === 0) continue;
      counts[index]! += count;
      milliseconds[index]! += performance.now() - start;
    }
  }
  return counts.map((count, index) => (count * 1000) / milliseconds[index]!);
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function post(port: number, path: string, headers: Record<string, string>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, agent, method: 'POST' };
    const outgoing = request(
      { ...options, headers: { ...headers, 'content-type': 'application/json' } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve(JSON.parse(text)));
      },
    );
    outgoing.on('error', reject).end(JSON.stringify(input));
  });
}
