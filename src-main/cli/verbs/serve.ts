import { resolve } from 'node:path';
import { openServerShell, type ServerShell } from '../../server/server-shell.ts';
import { clientOf } from '../reply.ts';
import { exitCodes, integerOption, parseOptions, printJson, type Verb, type VerbIo } from '../verb.ts';

export const verb: Verb = {
  name: 'serve',
  summary: 'Opens Seedpoint to a browser on this machine, or at the far end of an SSH tunnel.',
  usage: `[--port N] [--workspace FOLDER] [--host ADDRESS] [--allow-host NAME:PORT] [--json]

  --port N                Port to listen on; 0, the default, takes any free one.
  --workspace FOLDER      Opens this workspace at once.
  --host ADDRESS          Listens beyond this machine. Whoever has the printed address can then read and change
                          everything, and the way there is not encrypted: prefer a tunnel.
  --allow-host NAME:PORT  A further name of this server; may be given again. Needed where the port at the near end
                          of a tunnel differs, e.g. localhost:9000.
  --json                  Prints the address as { url, origin, port } once it listens.

From another machine: seedpoint serve --port 8017 here, ssh -L 8017:127.0.0.1:8017 <here> there, then open the address.`,
  async run(args, io) {
    const { values } = parseOptions(args, {
      port: { type: 'string' },
      host: { type: 'string' },
      'allow-host': { type: 'string', multiple: true },
      workspace: { type: 'string' },
      json: { type: 'boolean' },
    });
    const shell = await openServerShell({
      port: integerOption('port', values.port, 0, 0, 65_535),
      host: values.host ?? '127.0.0.1',
      allowedHosts: values['allow-host'] ?? [],
    });
    try {
      if (values.workspace !== undefined) {
        await clientOf(shell.mainSide)['workspaces.open']({ path: resolve(values.workspace) });
      }
      const { origin, port } = shell.server;
      if (values.json) printJson(io, { url: shell.server.url(), origin, port });
      else announce(shell, io);
      await untilAborted(io.signal);
      return exitCodes.done;
    } finally {
      await shell.close();
    }
  },
};

export function announce(shell: ServerShell, io: VerbIo): void {
  io.out(`Seedpoint is at ${shell.server.url()}`);
  io.note('Keep this address to yourself: it is the key. Ctrl-C stops the server.');
}

export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
