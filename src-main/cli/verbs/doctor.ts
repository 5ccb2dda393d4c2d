import { examine, type Finding } from '../examine.ts';
import { exitCodes, parseOptions, printJson, type Verb } from '../verb.ts';

export const verb: Verb = {
  name: 'doctor',
  summary: 'Tells what this machine offers: versions, engines and why, browser, Electron, memory, disk.',
  usage: `[--json]

  --json  Prints { findings: [{ id, label, state, detail }] }; state is ok, absent (something optional) or broken.

Exit 1 if something that Seedpoint cannot do without is broken.`,
  async run(args, io) {
    const { values } = parseOptions(args, { json: { type: 'boolean' } });
    const findings = await examine();
    if (values.json) printJson(io, { findings });
    else for (const line of lay(findings)) io.out(line);
    return findings.some((finding) => finding.state === 'broken') ? exitCodes.someFailed : exitCodes.done;
  },
};

const marks = { ok: 'ok    ', absent: 'absent', broken: 'BROKEN' } as const;

function lay(findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map((finding) => finding.label.length));
  return findings.map(({ state, label, detail }) => `${marks[state]}  ${label.padEnd(width)}  ${detail}`);
}
