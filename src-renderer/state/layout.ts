import { create } from 'zustand';
import type { JobId } from '#shared/domain/ids.ts';

interface LayoutState {
  readonly jobsOpen: boolean;
  /** The job whose failures and log are unfolded. */
  readonly openJob: JobId | null;
  readonly helpOpen: boolean;
  /** False while a browser window has lost its server. */
  readonly connected: boolean;
}

export const useLayout = create<LayoutState>(() => ({
  jobsOpen: false,
  openJob: null,
  helpOpen: false,
  connected: true,
}));

export const toggleJobs = (): void => useLayout.setState(({ jobsOpen }) => ({ jobsOpen: !jobsOpen }));
export const closeJobs = (): void => useLayout.setState({ jobsOpen: false });
export const showJobs = (openJob: JobId | null = null): void => useLayout.setState({ jobsOpen: true, openJob });
export const setOpenJob = (openJob: JobId | null): void => useLayout.setState({ openJob });
export const setHelpOpen = (helpOpen: boolean): void => useLayout.setState({ helpOpen });
export const setConnected = (connected: boolean): void => useLayout.setState({ connected });
