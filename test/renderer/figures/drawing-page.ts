import { join } from 'node:path';
import { createDrawingDesk, type DrawingDesk } from '#main/export/drawing-desk.ts';
import { openHeadlessPage } from '#main/export/headless-page.ts';
import { servePage } from './served-page.ts';

export interface DrawingPage {
  readonly desk: DrawingDesk;
  close(): Promise<void>;
}

/** The real drawing page, built and served with the two calls it makes, opened in a real browser by a real desk. */
export async function openDrawingPage(): Promise<DrawingPage> {
  const served = await servePage(join(import.meta.dirname, '../../../src-renderer'), 'drawing.html', (name, input) => {
    if (name === 'drawings.next') return desk.next();
    const { requestId, result } = input as { requestId: string; result: { svg: string } };
    desk.deliver(requestId, result);
    return {};
  });
  const desk: DrawingDesk = createDrawingDesk({ openPage: () => openHeadlessPage(served.address) });
  return {
    desk,
    async close() {
      await desk.close();
      await served.close();
    },
  };
}
