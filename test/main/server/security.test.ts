import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sameSecret } from '#main/server/access.ts';
import { bodyLimitBytes } from '#main/server/read-body.ts';
import { type Asking, ask, type Serving, serve } from './serving.ts';

let serving: Serving;
let bearer: Record<string, string>;
beforeAll(async () => {
  serving = await serve();
  bearer = { authorization: `Bearer ${serving.server.token}` };
});
afterAll(() => serving.close());

const get = (path: string, headers: Record<string, string> = {}) => ask(serving.server.port, path, { headers });
const call = (asking: Asking = {}) =>
  ask(serving.server.port, '/call/app.info', {
    method: 'POST',
    body: '{}',
    ...asking,
    headers: { 'content-type': 'application/json', ...asking.headers },
  });
const cookie = () => `seedpoint-${serving.server.port}=${serving.server.token}`;

describe('the token', () => {
  it('has 256 bits and is another at each start', async () => {
    const other = await serve();
    expect(serving.server.token).toMatch(/^[0-9a-f]{64}$/);
    expect(other.server.token).not.toBe(serving.server.token);
    await other.close();
  });

  it.each(['/', '/index.html', '/assets/main-abc.js', '/volume/patch-1-exact-v1', '/nothing'])(
    'guards %s',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(401);
      expect(answer.text).not.toContain('root');
    },
  );

  it('guards calls, and a refused call runs nothing', async () => {
    const before = serving.mainSide.calls.length;
    expect((await call({ headers: { origin: serving.server.origin } })).status).toBe(401);
    expect((await call({ headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
    expect((await call({ headers: { authorization: `Basic ${serving.server.token}` } })).status).toBe(401);
    expect(serving.mainSide.calls.length).toBe(before);
  });

  it('is traded once for a cookie that scripts cannot read and other sites cannot send', async () => {
    const answer = await get(`/?token=${serving.server.token}&view=models`, { 'sec-fetch-site': 'none' });
    expect(answer.status).toBe(303);
    expect(answer.headers['location']).toBe('/?view=models');
    const [set] = answer.headers['set-cookie'] as string[];
    expect(set).toMatch(/; HttpOnly(;|$)/);
    expect(set).toMatch(/; SameSite=Strict(;|$)/);
    expect(set).not.toMatch(/Domain|Expires|Max-Age/i);
    expect((await get('/', { cookie: set!.split(';')[0]! })).status).toBe(200);
  });

  it('is traded by a page of ours where the browser came from elsewhere and would hold a strict cookie back', async () => {
    const answer = await get(`/a"><script>?token=${serving.server.token}&x=1&y=2`, { 'sec-fetch-site': 'cross-site' });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('content="0; url=/a%22%3E%3Cscript%3E?x=1&amp;y=2"');
    expect(answer.text).not.toContain(serving.server.token);
  });

  it('leads to no other host', async () => {
    const answer = await get(`//evil.example/?token=${serving.server.token}`, { 'sec-fetch-site': 'none' });
    expect(answer.headers['location']).toMatch(/^\/[^/]/);
  });

  it('in the address must be right', async () => {
    const wrong = await get(`/?token=${'0'.repeat(64)}`);
    expect([wrong.status, wrong.headers['set-cookie']]).toEqual([401, undefined]);
  });

  it('does not open a call from the address', async () => {
    const answer = await ask(serving.server.port, `/call/app.info?token=${serving.server.token}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: serving.server.origin },
    });
    expect(answer.status).toBe(401);
  });

  it('of another server on this machine has another name', async () => {
    const other = await serve();
    expect((await ask(other.server.port, '/', { headers: { cookie: cookie() } })).status).toBe(401);
    await other.close();
  });

  it('for one use works once', async () => {
    const path = serving.server.urlForOnce('/drawing.html').slice(serving.server.origin.length);
    expect(path).not.toContain(serving.server.token);
    expect((await get(path)).status).toBe(200);
    expect((await get(path)).status).toBe(401);
  });

  it('is compared whole', () => {
    expect(sameSecret('abc', 'abc')).toBe(true);
    for (const wrong of ['abd', 'ab', 'abcd', '', 'ABC']) expect(sameSecret(wrong, 'abc')).toBe(false);
  });
});

describe('the Host header', () => {
  it.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST'])('may be %s with our port', async (name) => {
    expect((await get('/', { ...bearer, host: `${name}:${serving.server.port}` })).status).toBe(200);
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example#localhost',
    '127.0.0.1',
    '127.0.0.1:1',
    '192.168.1.5',
    '0.0.0.0',
  ])('may not be "%s", even with the token (DNS rebinding)', async (name) => {
    const port = name.includes('.') && !name.startsWith('127.0.0.1') ? `:${serving.server.port}` : '';
    const host = `${name}${port}`;
    const answers = [
      await get('/', { ...bearer, host }),
      await get(`/?token=${serving.server.token}`, { host }),
      await call({ headers: { ...bearer, host, origin: `http://${host}` } }),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([403, 403, 403]);
    expect(answers[1]!.headers['set-cookie']).toBeUndefined();
  });

  it('may be a name that was allowed', async () => {
    const tunnelled = await serve({ allowedHosts: ['localhost:9000'] });
    const headers = { authorization: `Bearer ${tunnelled.server.token}` };
    expect((await ask(tunnelled.server.port, '/', { headers: { ...headers, host: 'localhost:9000' } })).status).toBe(
      200,
    );
    expect((await ask(tunnelled.server.port, '/', { headers: { ...headers, host: 'localhost:9001' } })).status).toBe(
      403,
    );
    await tunnelled.close();
  });
});

describe('the Origin header of a call', () => {
  const allowed = ['localhost', '127.0.0.1'];
  it.each(allowed)('may be our own page at %s', async (name) => {
    const host = `${name}:${serving.server.port}`;
    expect((await call({ headers: { cookie: cookie(), host, origin: `http://${host}` } })).status).toBe(200);
  });

  it.each(['http://evil.example', 'null', 'http://localhost:3000', 'https://127.0.0.1', 'file://'])(
    'may not be %s, even with the cookie',
    async (origin) => {
      expect((await call({ headers: { cookie: cookie(), origin } })).status).toBe(403);
    },
  );

  it('may not be ours at another of our names', async () => {
    const { port } = serving.server;
    const headers = { cookie: cookie(), host: `127.0.0.1:${port}`, origin: `http://localhost:${port}` };
    expect((await call({ headers })).status).toBe(403);
  });

  it('may be missing only where the token is sent by hand', async () => {
    expect((await call({ headers: { cookie: cookie() } })).status).toBe(403);
    expect((await call({ headers: bearer })).status).toBe(200);
  });

  it('gets no permission by preflight', async () => {
    const answer = await ask(serving.server.port, '/call/app.info', {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(answer.status).toBe(401);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('a call', () => {
  it('must be a POST of JSON', async () => {
    expect((await get('/call/app.info', bearer)).status).toBe(405);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', '']) {
      expect((await call({ headers: { ...bearer, 'content-type': type } })).status).toBe(400);
    }
    expect((await call({ headers: bearer, body: '{"a":' })).status).toBe(400);
    expect((await call({ headers: { ...bearer, 'content-type': 'application/json; charset=utf-8' } })).status).toBe(
      200,
    );
  });

  it('larger than the limit is refused by its announced length and by its real one', async () => {
    const announced = await call({
      headers: { ...bearer, 'content-length': String(bodyLimitBytes + 1) },
      body: 'x',
    }).catch((error: NodeJS.ErrnoException) => error.code);
    expect(announced).toMatchObject({ status: 413 });
    const chunked = await call({
      headers: { ...bearer, 'transfer-encoding': 'chunked' },
      body: Buffer.alloc(bodyLimitBytes + 2 ** 20, 32),
    }).catch((error: NodeJS.ErrnoException) => error.code);
    // The server answers and closes while the body is still being sent: either is seen first.
    expect(['EPIPE', 'ECONNRESET', 413]).toContain(typeof chunked === 'object' ? chunked.status : chunked);
    expect((await call({ headers: bearer })).status).toBe(200);
  });
});

describe('files', () => {
  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/assets/../../secret.txt',
    '//secret.txt',
    '/%00/secret.txt',
    '/secret.txt%00.html',
    '/%c0%ae%c0%ae/secret.txt',
    '/%zz.txt',
    '/etc/passwd.txt',
  ])('outside the folder cannot be had by %s', async (path) => {
    const answer = await get(path, bearer);
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain('secret');
  });

  it('without an extension are views of the app, wherever they seem to lie', async () => {
    const page = (await get('/', bearer)).text;
    for (const path of ['/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/cohorts/3']) {
      expect((await get(path, bearer)).text).toBe(page);
    }
  });

  it('by their absolute place neither', async () => {
    expect((await get(`${serving.folder}/secret.txt`, bearer)).status).toBe(404);
    expect((await ask(serving.server.port, 'file:///etc/passwd', { headers: bearer })).status).toBe(400);
  });

  it('are not listed', async () => {
    for (const path of ['/assets/', '/assets', '/.']) {
      const { text } = await get(path, bearer);
      expect(text).not.toContain('main-abc.js');
    }
  });

  it('and every answer carry the policy', async () => {
    for (const headers of [bearer, {}]) {
      const answer = await get('/', headers);
      const policy = String(answer.headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toMatch(/script-src 'self'(;|$)/);
      expect(policy).toMatch(/connect-src 'self'(;|$)/);
      expect(policy).toMatch(/frame-ancestors 'none'(;|$)/);
      expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['referrer-policy']).toBe('no-referrer');
      expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin');
    }
  });
});
