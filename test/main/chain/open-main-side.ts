import { clientOf } from '#main/cli/reply.ts';
import { createMainSide, type MainSide } from '#main/main-side.ts';
import type { Client, WireEvent } from '#shared/contract/contract.ts';
import type { JobId } from '#shared/domain/ids.ts';
import { isFinished, type Job } from '#shared/job.ts';

export interface TestMainSide extends MainSide {
  readonly client: Client;
  readonly events: WireEvent[];
  /** The job once it has ended, however it did. */
  ended(jobId: JobId): Promise<Job>;
}

/** The real main side under Node, with real compute processes and no window: nothing is drawn. */
export async function openMainSide(): Promise<TestMainSide> {
  const openDrawingPage = () => Promise.reject(new Error('These tests draw nothing.'));
  const mainSide = await createMainSide({ shell: { kind: 'server', pick: null, openDrawingPage } });
  const client = clientOf(mainSide);
  const events: WireEvent[] = [];
  mainSide.subscribe((event) => events.push(event));
  return {
    ...mainSide,
    client,
    events,
    async ended(jobId) {
      for (;;) {
        const { job } = await client['jobs.get']({ jobId });
        if (isFinished(job.state)) return job;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
  };
}
