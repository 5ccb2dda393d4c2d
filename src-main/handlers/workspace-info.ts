import type { Workspace } from '#shared/contract/app.ts';
import type { WorkspaceSession } from '../store/workspace.ts';

export const describeWorkspace = ({ path, name, readOnly, heldBy }: WorkspaceSession): Workspace => ({
  path,
  name,
  readOnly,
  heldBy,
});
