import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { findBrowser } from '#main/export/find-browser.ts';
import { type PlaneId, planes } from '#renderer/viewer/planes.ts';
import { type Pose, poseOf, toScreen } from '#renderer/viewer/pose.ts';
import type { ViewerState } from '#renderer/viewer/viewer-state.ts';
import type { Geometry, Vec3 } from '#shared/imaging/geometry.ts';
import { type ServedPage, servePage } from '#test/renderer/figures/served-page.ts';

export const foundBrowser = await findBrowser();

/** A browser with the harness of the viewer (`screen/`), whose WebGL contexts are kept in `glContexts`. */
export interface ViewerPage {
  readonly page: Page;
  /** Errors that reached the page. */
  readonly failures: string[];
  /** Of a plane on screen as it is now. */
  pose(plane: PlaneId, geometry: Geometry): Promise<Pose>;
  /** Grey shades (0 to 255, 0 where nothing is) of the canvas of a plane, at points of the patient. */
  shadesAt(plane: PlaneId, pose: Pose, pointsMm: readonly Vec3[]): Promise<number[]>;
  /** Waits until what was asked for is on screen. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

declare global {
  interface Window {
    glContexts: WebGL2RenderingContext[];
  }
}

export async function openViewerPage(flags: readonly string[] = []): Promise<ViewerPage> {
  const served: ServedPage = await servePage(join(import.meta.dirname, 'screen'), 'index.html');
  const browser: Browser = await chromium.launch({
    executablePath: foundBrowser!.executable,
    args: [...foundBrowser!.args, ...flags],
    env: { ...process.env, ...foundBrowser!.env } as Record<string, string>,
  });
  const page = await browser.newPage({ viewport: { width: 900, height: 760 } });
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(error.message));
  await page.addInitScript(() => {
    window.glContexts = [];
    const plain = HTMLCanvasElement.prototype.getContext as (...all: unknown[]) => RenderingContext | null;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...all: unknown[]) {
      const context = plain.apply(this, all);
      if (context instanceof WebGL2RenderingContext && !window.glContexts.includes(context))
        window.glContexts.push(context);
      return context;
    } as never;
  });
  await page.goto(served.address);
  const box = (plane: PlaneId) =>
    page
      .locator(`[data-plane="${plane}"]`)
      .evaluate((view) => ({ width: view.clientWidth, height: view.clientHeight }));
  return {
    page,
    failures,
    async pose(plane, geometry) {
      const { width, height } = await box(plane);
      const state: ViewerState = await page.evaluate(() => window.viewerState);
      return poseOf(geometry, state, plane, width, height);
    },
    async shadesAt(plane, pose, pointsMm) {
      const places = pointsMm
        .map((mm) => toScreen(pose, mm))
        .map(({ x, y }) => [Math.floor(x), Math.floor(y)] as const);
      return page.locator(`[data-plane="${plane}"] canvas:not([data-overlay])`).evaluate((canvas, at) => {
        const context = (canvas as HTMLCanvasElement).getContext('2d')!;
        return at.map(([x, y]) => {
          const [grey, , , alpha] = context.getImageData(x, y, 1, 1).data;
          return alpha === 0 ? 0 : grey!;
        });
      }, places);
    },
    async settled() {
      await page.evaluate(
        () =>
          new Promise<void>((resolve) =>
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 60))),
          ),
      );
    },
    async close() {
      await browser.close();
      await served.close();
    },
  };
}

export const planeIds: readonly PlaneId[] = planes.map(({ id }) => id);
