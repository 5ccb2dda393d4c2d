import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { log } from '#main/log.ts';
import { createSwitchboard } from '#main/switchboard.ts';
import { type CallName, contract } from '#shared/contract/contract.ts';
import { AppError, cancelled } from '#shared/errors.ts';
import { job } from '../contract/examples.ts';

type Handler = (input: unknown, context: unknown) => unknown;

/** A switchboard on which one call does something and all others fail. */
function switchboardWith(name: CallName, handler: Handler, context: unknown = null) {
  const all = Object.keys(contract).map((key) => [
    key,
    key === name ? handler : () => Promise.reject(new Error('not here')),
  ]);
  return createSwitchboard(Object.fromEntries(all) as never, context);
}

describe('the switchboard', () => {
  it('hands the parsed input and the context to the handler, and its checked result back', async () => {
    const handler = vi.fn(() => Promise.resolve([{ ...job, secret: 'not of the contract' }]));
    const switchboard = switchboardWith('jobs.list', handler, { who: 'reader' });
    expect(await switchboard.call('jobs.list', { stray: 1 })).toEqual({ ok: true, value: [job] });
    expect(handler).toHaveBeenCalledExactlyOnceWith({ limit: 100 }, { who: 'reader' });
  });

  it('knows no names but its own', async () => {
    const switchboard = switchboardWith('jobs.list', () => []);
    for (const name of ['jobs.burn', '', 'constructor', '__proto__', 'hasOwnProperty', 'toString', 'jobs.list ']) {
      expect(await switchboard.call(name, {})).toMatchObject({ ok: false, error: { code: 'not-found' } });
    }
  });

  it('names the field of a bad input', async () => {
    const reply = await switchboardWith('jobs.list', () => []).call('jobs.list', { limit: 'all' });
    expect(reply).toMatchObject({ ok: false, error: { code: 'invalid-input', issues: [{ path: 'limit' }] } });
  });

  it('passes the errors that a user can act on, whole', async () => {
    const error = new AppError('conflict', 'Another cohort has this name.', {
      issues: [{ path: 'name', message: 'taken' }],
      cause: new Error('UNIQUE constraint'),
    });
    const reply = await switchboardWith('jobs.list', () => Promise.reject(error)).call('jobs.list', {});
    expect(reply).toEqual({
      ok: false,
      error: {
        code: 'conflict',
        message: 'Another cohort has this name.',
        issues: [{ path: 'name', message: 'taken' }],
      },
    });
  });

  it('turns a cancel and a failed parse inside a handler into their codes, thrown or rejected', async () => {
    const throwing: [Handler, string][] = [
      [() => Promise.reject(cancelled()), 'cancelled'],
      [() => z.number().parse('x'), 'invalid-input'],
    ];
    for (const [handler, code] of throwing) {
      expect(await switchboardWith('jobs.list', handler).call('jobs.list', {})).toMatchObject({ error: { code } });
    }
  });

  it('keeps what is our fault to the log', async () => {
    const logged = vi.spyOn(log, 'error').mockImplementation(() => undefined);
    const error = new Error("ENOENT: open '/data/Jane Doe/1.dcm'");
    const reply = await switchboardWith('jobs.list', () => Promise.reject(error)).call('jobs.list', {});
    expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(reply)).not.toMatch(/Jane|ENOENT|dcm/);
    expect(logged).toHaveBeenCalledExactlyOnceWith({ call: 'jobs.list', err: error }, expect.any(String));
    logged.mockRestore();
  });

  it('lets no result out that breaks the contract', async () => {
    const logged = vi.spyOn(log, 'error').mockImplementation(() => undefined);
    const reply = await switchboardWith('jobs.list', () => [{ ...job, state: 'stuck' }]).call('jobs.list', {});
    expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(logged).toHaveBeenCalledOnce();
    logged.mockRestore();
  });
});
