import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startServer } from '#main/server/start-server.ts';
import { ask, type Serving, serve } from './serving.ts';

let serving: Serving;
let bearer: Record<string, string>;
beforeAll(async () => {
  serving = await serve();
  bearer = { authorization: `Bearer ${serving.server.token}` };
});
afterAll(() => serving.close());

const get = (path: string, headers: Record<string, string> = bearer) => ask(serving.server.port, path, { headers });

describe('routes', () => {
  it('carry a call and its reply', async () => {
    const answer = await ask(serving.server.port, '/call/cohorts.list', {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: '{"a":[1,"é"]}',
    });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json']);
    expect(JSON.parse(answer.text)).toEqual({ ok: true, value: { name: 'cohorts.list', input: { a: [1, 'é'] } } });
  });

  it('send voxel bytes as they are', async () => {
    const response = await fetch(`${serving.server.origin}/volume/patch-1-exact-v1`, { headers: bearer });
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('send an error of a volume with its code, and nothing of one inside us', async () => {
    const missing = await get('/volume/patch-2-exact-v1');
    expect([missing.status, JSON.parse(missing.text)]).toEqual([
      404,
      { ok: false, error: { code: 'not-found', message: 'There is no such volume.' } },
    ]);
    const broken = await get('/volume/breaks');
    expect(broken.status).toBe(500);
    expect(JSON.parse(broken.text)).toMatchObject({ error: { code: 'internal' } });
    expect(broken.text).not.toMatch(/secret|patient|data/);
  });

  it('serve files with type and caching, and the app for its views', async () => {
    const index = await get('/');
    expect([index.headers['content-type'], index.headers['cache-control']]).toEqual([
      'text/html; charset=utf-8',
      'no-cache',
    ]);
    const script = await get('/assets/main-abc.js');
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    expect((await get('/cohorts/3')).text).toBe(index.text);
    expect((await get('/assets/gone-def.js')).status).toBe(404);
  });

  it('answer HEAD without a body and refuse other methods', async () => {
    const head = await ask(serving.server.port, '/', { method: 'HEAD', headers: bearer });
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', '60']);
    for (const method of ['PUT', 'DELETE', 'POST', 'PATCH']) {
      expect((await ask(serving.server.port, '/', { method, headers: bearer })).status).toBe(405);
    }
  });

  it('tell a person in a sentence and a program in JSON', async () => {
    expect((await get('/', { accept: 'text/html' })).text).toMatch(/^Open the address that Seedpoint printed/);
    expect(JSON.parse((await get('/', {})).text)).toMatchObject({ ok: false, error: { code: 'conflict' } });
  });
});

describe('events', () => {
  const connect = (headers: Record<string, string>, path = '/events') =>
    new WebSocket(`ws://127.0.0.1:${serving.server.port}${path}`, { headers });
  const refusal = async (headers: Record<string, string>, path?: string): Promise<string> => {
    const [error] = (await once(connect(headers, path), 'error')) as [Error];
    return error.message;
  };
  const cookie = () => `seedpoint-${serving.server.port}=${serving.server.token}`;

  it('reach every window until it goes', async () => {
    const windows = [connect({ cookie: cookie(), origin: serving.server.origin }), connect(bearer)];
    await Promise.all(windows.map((window) => once(window, 'open')));
    const texts = windows.map((window) => once(window, 'message'));
    serving.mainSide.announce({ name: 'data.changed', payload: { what: 'models', cohortId: null } });
    for (const [data] of await Promise.all(texts)) {
      expect(JSON.parse(String(data))).toEqual({ name: 'data.changed', payload: { what: 'models', cohortId: null } });
    }
    for (const window of windows) window.close();
    await Promise.all(windows.map((window) => once(window, 'close')));
    serving.mainSide.announce({ name: 'jobs.cleared', payload: {} });
  });

  it('go to nobody else', async () => {
    expect(await refusal({})).toContain('403');
    expect(await refusal({ cookie: cookie() })).toContain('403');
    expect(await refusal({ cookie: cookie(), origin: 'http://evil.example' })).toContain('403');
    expect(await refusal({ cookie: cookie(), origin: 'http://localhost:3000' })).toContain('403');
    expect(await refusal({ origin: serving.server.origin })).toContain('401');
    expect(await refusal({ ...bearer, host: `evil.example:${serving.server.port}` })).toContain('403');
    expect(await refusal(bearer, '/elsewhere')).toContain('404');
  });

  it('take nothing: a window that talks too much is let go', async () => {
    const window = connect(bearer);
    await once(window, 'open');
    window.send('x'.repeat(2000));
    const [code] = (await once(window, 'close')) as [number];
    expect([1006, 1009]).toContain(code);
  });
});

describe('the server', () => {
  it('listens on this machine only', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address && !address.internal && address.family === 'IPv4');
    if (!outside) return;
    await expect(fetch(`http://${outside.address}:${serving.server.port}/`)).rejects.toThrow();
  });

  it('says which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(serve({ port })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(`Port ${port} is taken`),
    });
    other.close();
  });

  it('says what to do where the window was not built', async () => {
    const options = { mainSide: serving.mainSide, rendererFolder: '/nowhere' };
    await expect(startServer(options)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('npm run build'),
    });
  });

  it('lets go of everything when it closes', async () => {
    const closing = await serve();
    const window = new WebSocket(`ws://127.0.0.1:${closing.server.port}/events`, {
      headers: { authorization: `Bearer ${closing.server.token}` },
    });
    await once(window, 'open');
    const closed = once(window, 'close');
    await closing.close();
    await closed;
    expect(closing.mainSide.listenerCount).toBe(0);
    await expect(fetch(closing.server.origin)).rejects.toThrow();
  });
});
