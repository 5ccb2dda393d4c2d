import type { z } from 'zod';

/** The id in a part of an address; null where there is none. */
export const paramId = <S extends z.ZodType>(schema: S, param: string | undefined): z.output<S> | null =>
  schema.safeParse(Number(param)).data ?? null;
