import { client } from '#renderer/api.ts';
import type { Files } from '#renderer/components/files.ts';

/** The files of the machine that runs the main side. */
export const files: Files = {
  pick: ({ what, title, extensions }) => client['files.pick']({ what, title, extensions: [...extensions] }),
  list: (path, extensions) => client['files.list']({ ...(path ? { path } : {}), extensions: [...extensions] }),
};
