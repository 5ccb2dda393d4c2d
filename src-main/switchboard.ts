import type { Call, HandlersOf } from '#shared/contract/call.ts';
import { type Contract, contract, type WireReply } from '#shared/contract/contract.ts';
import { AppError, invalidInput, toWireError } from '#shared/errors.ts';
import { log } from './log.ts';

export interface Switchboard {
  /** Never rejects: whatever goes wrong is a value with a code. */
  readonly call: (name: string, input: unknown) => Promise<WireReply>;
}

/**
 * The one door to the handlers, for both shells and in process: finds the call, checks the input, runs the handler,
 * checks the output. What is not an `AppError` is our fault: it goes to the log in full and to the caller without detail.
 */
export function createSwitchboard<Context>(handlers: HandlersOf<Contract, Context>, context: Context): Switchboard {
  return {
    async call(name, input) {
      const found = findCall(handlers, name);
      if (!found) return refuse('not-found', 'There is no such call. Reload the window; it may be of another version.');

      const parsed = found.call.input.safeParse(input);
      if (!parsed.success) return { ok: false, error: invalidInput(parsed.error) };

      try {
        const result: unknown = await found.handler(parsed.data, context);
        const checked = found.call.output.safeParse(result);
        if (!checked.success) throw new Error(`The result of ${name} breaks the contract.`, { cause: checked.error });
        return { ok: true, value: checked.data };
      } catch (error) {
        const wire = toWireError(error);
        if (wire.code === 'internal') log.error({ call: name, err: error }, 'A call failed.');
        return { ok: false, error: wire };
      }
    },
  };
}

type AnyHandler = (input: unknown, context: unknown) => unknown;

function findCall(handlers: object, name: string): { call: Call; handler: AnyHandler } | null {
  if (!Object.hasOwn(contract, name) || !Object.hasOwn(handlers, name)) return null;
  // The pairing of each name with its schemas and its handler is what `HandlersOf` has checked.
  return { call: contract[name as keyof Contract], handler: (handlers as Record<string, AnyHandler>)[name]! };
}

function refuse(code: 'not-found', message: string): WireReply {
  return { ok: false, error: toWireError(new AppError(code, message)) };
}
