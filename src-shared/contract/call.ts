import type { z } from 'zod';

/** One call of the contract: what goes in, what comes out. Both are checked at the switchboard. */
export interface Call<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly input: I;
  readonly output: O;
}

export const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Call<I, O> => ({ input, output });

/** The handlers of a contract: a missing one, or one with a wrong result, does not compile. */
export type HandlersOf<C extends Record<string, Call>, Context> = {
  [K in keyof C]: (
    input: z.output<C[K]['input']>,
    context: Context,
  ) => z.input<C[K]['output']> | Promise<z.input<C[K]['output']>>;
};

/** The client of a contract. Calls reject with an `AppError`. */
export type ClientOf<C extends Record<string, Call>> = {
  [K in keyof C]: (input: z.input<C[K]['input']>) => Promise<z.output<C[K]['output']>>;
};
