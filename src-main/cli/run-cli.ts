import { AppError, isCancelled, toWireError, type WireError } from '#shared/errors.ts';
import { appVersion } from '../app-folder.ts';
import { log } from '../log.ts';
import { exitCodeOf, exitCodes, printJson, type Verb, type VerbIo } from './verb.ts';

export type VerbList = Readonly<Record<string, () => Promise<{ verb: Verb }>>>;

/** Finds the verb, runs it, and says what went wrong. Resolves to the exit code. */
export async function runCli(verbs: VerbList, args: readonly string[], io: VerbIo): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) {
    io.note(await describeVerbs(verbs));
    return exitCodes.badUsage;
  }
  if (name === 'help' && rest[0] !== undefined) return runCli(verbs, [rest[0], '--help'], io);
  if (name === 'help' || name === '--help' || name === '-h') {
    io.out(await describeVerbs(verbs));
    return exitCodes.done;
  }
  if (name === '--version') {
    io.out(appVersion);
    return exitCodes.done;
  }
  if (!Object.hasOwn(verbs, name)) {
    io.note(`seedpoint: there is no verb "${name}". The verbs are ${Object.keys(verbs).join(', ')}.`);
    return exitCodes.badUsage;
  }
  const { verb } = await verbs[name]!();
  const options = rest.slice(0, rest.includes('--') ? rest.indexOf('--') : rest.length);
  if (options.includes('--help') || options.includes('-h')) {
    io.out(describeVerb(verb));
    return exitCodes.done;
  }
  try {
    return await verb.run(rest, io);
  } catch (error) {
    return fail(verb, error, options.includes('--json'), io);
  }
}

/** With `--json`, standard output still holds one JSON document: `{ error }`. */
function fail(verb: Verb, error: unknown, asJson: boolean, io: VerbIo): number {
  if (isCancelled(error)) return exitCodes.interrupted;
  const wire = toWireError(error);
  if (wire.code === 'internal') log.error({ verb: verb.name, err: error }, 'A verb failed.');
  for (const line of describeError(verb, wire)) io.note(line);
  if (asJson) printJson(io, { error: wire });
  return exitCodeOf(error instanceof AppError ? error : new AppError(wire.code, wire.message));
}

function describeError(verb: Verb, error: WireError): string[] {
  const more = (error.issues ?? []).slice(1).map((issue) => `  ${issue.path}: ${issue.message}`);
  const hint = error.code === 'invalid-input' ? [`See: seedpoint ${verb.name} --help`] : [];
  return [`seedpoint ${verb.name}: ${error.message}`, ...more, ...hint];
}

const describeVerb = (verb: Verb): string => `${verb.summary}\n\nseedpoint ${verb.name} ${verb.usage}`.trimEnd();

async function describeVerbs(verbs: VerbList): Promise<string> {
  const loaded = await Promise.all(Object.values(verbs).map((load) => load()));
  const width = Math.max(...loaded.map(({ verb }) => verb.name.length));
  return [
    'seedpoint <verb> [options]: imaging biomarkers from CT, without a window.',
    '',
    ...loaded.map(({ verb }) => `  ${verb.name.padEnd(width)}  ${verb.summary}`),
    '',
    'seedpoint <verb> --help tells the options of a verb. With --json a verb prints one JSON document on standard',
    'output; progress and notes go to standard error. Exit 0: done, 1: some items failed, 2: bad usage or input.',
  ].join('\n');
}
