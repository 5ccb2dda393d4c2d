import { create } from 'zustand';

type Params = Readonly<Record<string, unknown>>;

interface DraftsState {
  /** Options that the user set, by source and statistic: they are still there when the page is opened again. */
  readonly drafts: Readonly<Record<string, Params>>;
}

export const useDrafts = create<DraftsState>(() => ({ drafts: {} }));

export const draftKey = (source: { cohortId: number; runId: number | null }, statisticId: string): string =>
  `${source.cohortId} ${source.runId ?? 'clinical'} ${statisticId}`;

/** Null: back to what the main side proposes. */
export function setDraft(key: string, params: Params | null): void {
  useDrafts.setState(({ drafts }) => {
    const { [key]: _, ...rest } = drafts;
    return { drafts: params ? { ...rest, [key]: params } : rest };
  });
}
export const forgetDrafts = (): void => useDrafts.setState({ drafts: {} });
