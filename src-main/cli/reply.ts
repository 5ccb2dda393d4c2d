import type { CallName, Client, Contract, WireReply } from '#shared/contract/contract.ts';
import { fromWireError } from '#shared/errors.ts';
import type { MainSide } from '../main-side.ts';

/** The value of a reply; an error reply is thrown. */
export function valueOf(reply: WireReply): unknown {
  if (!reply.ok) throw fromWireError(reply.error);
  return reply.value;
}

/** The typed client of a main side in this process. */
export function clientOf(mainSide: Pick<MainSide, 'call'>): Client {
  return new Proxy({} as Client, {
    get: (_target, name: CallName) => async (input: unknown) =>
      valueOf(await mainSide.call(name, input)) as Awaited<ReturnType<Client[keyof Contract]>>,
  });
}
