import { z } from 'zod';

/**
 * Who must act decides the code:
 * `invalid-input`, `not-found`, `conflict` - the user, at a named field or by refreshing;
 * `unreadable-file`, `unsupported` - the user, per file: a batch goes on;
 * `device` - the user: smaller batch, another engine (out of memory, device lost);
 * `storage` - the user: disk full, locked, corrupt, written by a newer version;
 * `cancelled` - nobody: not an error to show;
 * `internal` - us.
 */
export const errorCodes = [
  'invalid-input',
  'not-found',
  'conflict',
  'unreadable-file',
  'unsupported',
  'device',
  'storage',
  'cancelled',
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

export const wireErrorSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  /** Where in the input, for `invalid-input`. */
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
/** An error as it crosses a process boundary or is stored with a job: never a stack, never a patient identifier. */
export type WireError = z.infer<typeof wireErrorSchema>;

/** An error whose message a user can act on: what happened, to what, and what to do. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly issues: WireError['issues'];

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; issues?: WireError['issues'] } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.issues = options.issues;
  }
}

/** The value that `AbortSignal.reason` and cancelled work carry. */
export const cancelled = (): AppError => new AppError('cancelled', 'Cancelled.');

export function isCancelled(error: unknown): boolean {
  return (
    (error instanceof AppError && error.code === 'cancelled') || (error instanceof Error && error.name === 'AbortError')
  );
}

/** Turns anything thrown into its wire form; what is not an `AppError` becomes `internal` without its message. */
export function toWireError(error: unknown): WireError {
  if (error instanceof AppError) {
    const { code, message, issues } = error;
    return issues ? { code, message, issues } : { code, message };
  }
  if (isCancelled(error)) return { code: 'cancelled', message: 'Cancelled.' };
  if (error instanceof z.ZodError) return invalidInput(error);
  return {
    code: 'internal',
    message: 'Something went wrong inside Seedpoint. The log file of the workspace says more.',
  };
}

/** The `invalid-input` form of a failed zod parse, one issue per field. */
export function invalidInput(error: z.ZodError): WireError {
  const issues = error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const first = issues[0];
  const where = first?.path ? `${first.path}: ` : '';
  return { code: 'invalid-input', message: first ? `${where}${first.message}` : 'Invalid input.', issues };
}

/** Rebuilds the error at the far side of a boundary. */
export const fromWireError = (wire: WireError): AppError =>
  new AppError(wire.code, wire.message, wire.issues ? { issues: wire.issues } : {});
