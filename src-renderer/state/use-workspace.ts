import { useCall } from './use-call.ts';

/** The open workspace; null where none is open or the answer is still under way. */
export const useWorkspace = () => useCall('app.info', {}).data?.workspace ?? null;

/** True where nothing may be changed: another process holds the workspace. */
export const useReadOnly = () => useWorkspace()?.readOnly ?? false;
