import { describe, expect, it, vi } from 'vitest';
import { runCli, type VerbList } from '#main/cli/run-cli.ts';
import { parseOptions, printJson, type Verb } from '#main/cli/verb.ts';
import { log } from '#main/log.ts';
import { AppError, cancelled } from '#shared/errors.ts';

const verbOf = (name: string, run: Verb['run']): Verb => ({
  name,
  summary: `Does ${name}.`,
  usage: '[--json]\n\n  --json  One document.',
  run,
});

const verbs: VerbList = {
  measure: async () => ({
    verb: verbOf('measure', async (args, io) => {
      const { values, positionals } = parseOptions(args, { json: { type: 'boolean' } }, { min: 0, max: 1 });
      if (values.json) printJson(io, { positionals });
      io.note('Measured.');
      return 1;
    }),
  }),
  fail: async () => ({
    verb: verbOf('fail', async (args) => {
      if (args.includes('badly')) throw new TypeError("x is not a function at '/data/Doe/1.dcm'");
      if (args.includes('cancelled')) throw cancelled();
      throw new AppError('unreadable-file', 'scan.dcm is cut short.');
    }),
  }),
};

async function run(...args: string[]) {
  const out: string[] = [];
  const notes: string[] = [];
  const signal = new AbortController().signal;
  const code = await runCli(verbs, args, { out: (line) => out.push(line), note: (line) => notes.push(line), signal });
  return { code, out: out.join('\n'), notes: notes.join('\n') };
}

describe('seedpoint', () => {
  it('runs a verb and gives its exit code', async () => {
    expect(await run('measure', 'a.dcm', '--json')).toEqual({
      code: 1,
      out: JSON.stringify({ positionals: ['a.dcm'] }, null, 2),
      notes: 'Measured.',
    });
  });

  it('lists the verbs on request, and as a complaint where none is named', async () => {
    for (const asked of ['help', '--help', '-h']) {
      const { code, out, notes } = await run(asked);
      expect([code, notes]).toEqual([0, '']);
      expect(out).toMatch(/measure {2}Does measure\.\n {2}fail {5}Does fail\./);
    }
    expect(await run()).toMatchObject({ code: 2, out: '', notes: expect.stringContaining('Does measure.') });
  });

  it('explains a verb without running it', async () => {
    for (const args of [
      ['measure', '--help'],
      ['measure', 'x', '-h'],
      ['help', 'measure'],
    ]) {
      expect(await run(...args)).toEqual({
        code: 0,
        out: 'Does measure.\n\nseedpoint measure [--json]\n\n  --json  One document.',
        notes: '',
      });
    }
    expect((await run('measure', '--', '--help')).notes).toBe('Measured.');
  });

  it('tells its version', async () => {
    expect(await run('--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  });

  it.each(['burn', 'constructor', '__proto__', '--json', ''])('has no verb "%s"', async (name) => {
    const { code, out, notes } = await run(name);
    expect([code, out]).toEqual([2, '']);
    expect(notes).toContain('The verbs are measure, fail.');
  });

  it('answers bad usage with 2 and a pointer to the help', async () => {
    const { code, notes } = await run('measure', '--nope');
    expect(code).toBe(2);
    expect(notes).toMatch(/^seedpoint measure: .*--nope[\s\S]*See: seedpoint measure --help$/);
  });

  it('prints an error that the user can act on, with --json also as the one document', async () => {
    expect(await run('fail')).toEqual({ code: 2, out: '', notes: 'seedpoint fail: scan.dcm is cut short.' });
    const { code, out } = await run('fail', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toEqual({ error: { code: 'unreadable-file', message: 'scan.dcm is cut short.' } });
  });

  it('keeps the detail of a fault of ours to the log', async () => {
    const logged = vi.spyOn(log, 'error').mockImplementation(() => undefined);
    const { code, out, notes } = await run('fail', 'badly', '--json');
    expect(code).toBe(1);
    expect(out + notes).not.toMatch(/Doe|TypeError|not a function/);
    expect(logged).toHaveBeenCalledOnce();
    logged.mockRestore();
  });

  it('is silent about an interruption', async () => {
    expect(await run('fail', 'cancelled')).toEqual({ code: 130, out: '', notes: '' });
  });
});
