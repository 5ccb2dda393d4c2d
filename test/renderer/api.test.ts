import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '#shared/errors.ts';

/** The module makes its own client when it loads, so it needs a window to look at. */
vi.stubGlobal('window', { location: { origin: 'http://127.0.0.1:1' } });
const { createApi } = await import('#renderer/api.ts');
const { createHttpBridge } = await import('#renderer/http-bridge.ts');

describe('createApi', () => {
  const bridge = {
    call: vi.fn(),
    subscribe: vi.fn<(listener: (event: unknown) => void) => () => void>(() => () => undefined),
    volume: vi.fn(),
  };

  it('passes name and input on and gives the value back', async () => {
    bridge.call.mockResolvedValue({ ok: true, value: [] });
    await expect(createApi(bridge).client['cohorts.list']({})).resolves.toEqual([]);
    expect(bridge.call).toHaveBeenLastCalledWith('cohorts.list', {});
  });

  it('rejects with an AppError that keeps code and issues', async () => {
    const issues = [{ path: 'name', message: 'too short' }];
    bridge.call.mockResolvedValue({ ok: false, error: { code: 'invalid-input', message: 'name: too short', issues } });
    const error = await createApi(bridge)
      .client['cohorts.create']({ name: '' })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'invalid-input', message: 'name: too short', issues });
  });

  it('hands on events that it knows and drops the rest', () => {
    const heard: unknown[] = [];
    createApi(bridge).subscribe((event) => heard.push(event));
    const send = bridge.subscribe.mock.calls[0]![0];
    send({ name: 'data.changed', payload: { what: 'models', cohortId: null } });
    send({ name: 'data.changed', payload: { what: 'secrets', cohortId: null } });
    send({ name: 'toString', payload: {} });
    send('nonsense');
    expect(heard).toEqual([{ name: 'data.changed', payload: { what: 'models', cohortId: null } }]);
  });
});

describe('createHttpBridge', () => {
  afterEach(() => vi.useRealTimers());
  const json = (status: number, value: unknown) =>
    new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });

  it('gives coded errors back as replies, whatever the status', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => json(400, { ok: false, error: { code: 'conflict', message: 'busy' } })),
    );
    const reply = await createHttpBridge('http://h', () => undefined).call('jobs.list', {});
    expect(reply).toEqual({ ok: false, error: { code: 'conflict', message: 'busy' } });
  });

  it('says so when nobody answers', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => Promise.reject(new TypeError('Failed to fetch'))),
    );
    await expect(createHttpBridge('http://h', () => undefined).call('jobs.list', {})).rejects.toMatchObject({
      code: 'storage',
    });
  });

  it('turns the coded error of a volume into an AppError', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => json(404, { ok: false, error: { code: 'not-found', message: 'no scan' } })),
    );
    await expect(createHttpBridge('http://h', () => undefined).volume('patch-1')).rejects.toMatchObject({
      code: 'not-found',
      message: 'no scan',
    });
  });

  it('comes back by itself after a loss, and waits longer each time', () => {
    vi.useFakeTimers();
    const sockets: FakeSocket[] = [];
    class FakeSocket {
      onopen: () => void = () => undefined;
      onclose: () => void = () => undefined;
      onmessage: (message: { data: string }) => void = () => undefined;
      closed = false;
      readonly url: string;
      constructor(url: string) {
        this.url = url;
        sockets.push(this);
      }
      close(): void {
        this.closed = true;
      }
    }
    vi.stubGlobal('WebSocket', FakeSocket);
    const states: boolean[] = [];
    const events: unknown[] = [];
    const end = createHttpBridge('http://h', (connected) => states.push(connected)).subscribe((event) =>
      events.push(event),
    );
    expect(sockets[0]?.url).toBe('ws://h/events');
    sockets[0]?.onopen();
    sockets[0]?.onmessage({ data: '{"name":"jobs.cleared","payload":{}}' });
    sockets[0]?.onclose();
    vi.advanceTimersByTime(250);
    sockets[1]?.onclose();
    vi.advanceTimersByTime(499);
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(3);
    sockets[2]?.onopen();
    expect(states).toEqual([true, false, false, true]);
    expect(events).toEqual([{ name: 'jobs.cleared', payload: {} }]);
    end();
    sockets[2]?.onclose();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(3);
  });
});
