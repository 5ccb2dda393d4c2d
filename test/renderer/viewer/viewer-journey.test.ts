import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlaneId } from '#renderer/viewer/planes.ts';
import { toScreen } from '#renderer/viewer/pose.ts';
import { initialViewerState } from '#renderer/viewer/viewer-state.ts';
import { figureSchema } from '#shared/figure.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { octantMm, phantomGeometry, phantomLesion } from './screen/phantom.ts';
import { foundBrowser, openViewerPage, type ViewerPage } from './viewer-page.ts';

const geometry = phantomGeometry('straight');
const { seedMm } = phantomLesion(geometry);

describe.skipIf(!foundBrowser)('the viewer', () => {
  let viewer: ViewerPage;
  beforeAll(async () => {
    viewer = await openViewerPage();
  });
  afterAll(() => viewer?.close());
  beforeEach(async () => {
    await viewer.page.mouse.move(0, 0);
    // 3D is slow without a card; the journeys that need it show it.
    await viewer.page.evaluate(() => window.showViewer({ phantom: 'straight', lesion: true }));
    await viewer.settled();
    await viewer.settled();
  });

  const at = async (plane: PlaneId, mm: Vec3) => {
    const frame = (await viewer.page.locator(`[data-plane="${plane}"]`).boundingBox())!;
    const { x, y } = toScreen(await viewer.pose(plane, geometry), mm);
    return { x: frame.x + x, y: frame.y + y };
  };
  const dragMouse = async (from: { x: number; y: number }, to: { x: number; y: number }) => {
    await viewer.page.mouse.move(from.x, from.y);
    await viewer.page.mouse.down();
    await viewer.page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2);
    await viewer.page.mouse.move(to.x, to.y);
    await viewer.page.mouse.up();
    await viewer.settled();
  };
  const state = () => viewer.page.evaluate(() => window.viewerState);
  const expectNear = (mm: Vec3, wanted: Vec3, withinMm: number) =>
    mm.forEach((value, axis) => expect(Math.abs(value - wanted[axis]!)).toBeLessThanOrEqual(withinMm));

  it('moves the crosshair of all planes by a click, and slices by wheel and keys', async () => {
    const target: Vec3 = [-20, -10, seedMm[2]];
    const place = await at('axial', target);
    await viewer.page.mouse.click(place.x, place.y);
    await viewer.settled();
    expectNear((await state()).crosshairMm, target, 0.5);
    const [, , z] = (await state()).crosshairMm;
    for (let n = 0; n < 5; n++) await viewer.page.mouse.wheel(0, -100);
    await expect.poll(async () => Math.round((await state()).crosshairMm[2] - z)).toBe(10);
    await viewer.page.locator('[data-plane="coronal"]').focus();
    await viewer.page.keyboard.press('PageUp');
    await viewer.page.keyboard.press('ArrowDown');
    const [, y] = (await state()).crosshairMm;
    // A click lies up to half a slice beside the middle of one, where the steps then go.
    expect(Math.abs(y - (-10 + 9 * 2))).toBeLessThanOrEqual(1.5);
    const slider = viewer.page.getByRole('slider', { name: 'Coronal slice of P0042, scan 1' });
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^slice \d+ of 64$/);
  });

  it('drags the window, the picture and the zoom', async () => {
    await viewer.page.getByRole('button', { name: /^Grey window/ }).click();
    const middle = await at('axial', [0, 0, seedMm[2]]);
    await dragMouse(middle, { x: middle.x + 50, y: middle.y - 20 });
    const { levelHu, widthHu } = (await state()).window;
    // Two HU a pixel, a little more as the window becomes wider.
    expect(levelHu).toBeGreaterThanOrEqual(-5);
    expect(levelHu).toBeLessThanOrEqual(0);
    expect(widthHu).toBeGreaterThanOrEqual(500);
    expect(widthHu).toBeLessThanOrEqual(515);
    await viewer.page.keyboard.down('Shift');
    await dragMouse(middle, { x: middle.x + 30, y: middle.y });
    await viewer.page.keyboard.up('Shift');
    expect((await state()).framing.axial.panMm[0]).toBeLessThan(-5);
    await viewer.page.keyboard.down('Control');
    await viewer.page.mouse.wheel(0, -100);
    await viewer.page.keyboard.up('Control');
    await viewer.settled();
    expect((await state()).framing.axial.zoom).toBeCloseTo(1.15, 9);
    await viewer.page.getByRole('button', { name: 'The whole scan (0)' }).click();
    expect((await state()).framing.axial).toEqual({ zoom: 1, panMm: [0, 0] });
  });

  it('moves a seed in its plane and tells each step and the end', async () => {
    const target: Vec3 = [seedMm[0] - 20, seedMm[1] - 10, seedMm[2]];
    await dragMouse(await at('axial', seedMm), await at('axial', target));
    const events = (await viewer.page.evaluate(() => window.viewerEvents)) as { id: string; mm: Vec3; phase: string }[];
    expect(events.map(({ phase }) => phase)).toEqual(['drag', 'drag', 'drop']);
    expect(events.at(-1)?.id).toBe('lesion-4');
    expectNear(events.at(-1)!.mm, target, 0.5);
    expect(events.at(-1)!.mm[2]).toBeCloseTo(seedMm[2], 9);
  });

  it('selects another seed, and sets a new one with the tool', async () => {
    const other = await at('axial', octantMm(geometry, 0));
    await viewer.page.mouse.click(other.x, other.y);
    expect(await viewer.page.evaluate(() => window.viewerEvents)).toEqual([{ selected: 'lesion-1' }]);
    await viewer.page.getByRole('button', { name: /^Seed/ }).click();
    const free = await at('axial', [0, 0, seedMm[2]]);
    await viewer.page.mouse.click(free.x, free.y);
    const events = (await viewer.page.evaluate(() => window.viewerEvents)) as { point?: Vec3 }[];
    expectNear(events.at(-1)!.point!, [0, 0, seedMm[2]], 0.5);
  });

  it('measures in mm, and writes it into the figure', async () => {
    await viewer.page.getByRole('button', { name: /^Ruler/ }).click();
    await dragMouse(await at('axial', [-30, -20, seedMm[2]]), await at('axial', [0, 20, seedMm[2]]));
    const figure = figureSchema.parse(await viewer.page.evaluate(() => window.figureOfViewer()));
    expect(figure.panels.map(({ id }) => id)).toEqual(['axial', 'coronal', 'sagittal']);
    const { quantity } = figure.values[0]!;
    expect('estimate' in quantity && Math.abs(quantity.estimate - 50)).toBeLessThan(0.7);
    const marks = figure.panels[0]!.series.map(({ mark, id }) => `${mark} ${id}`);
    expect(marks).toEqual([
      'raster ct',
      'contours mask-gtv',
      'contours isoline-1',
      'contours isoline-2',
      'contours isoline-3',
      'line cube',
      'line ruler-1',
      'points seeds',
    ]);
    const cube = figure.panels[0]!.series.find(({ id }) => id === 'cube')!;
    const xs = cube.mark === 'line' ? cube.points.map(({ x }) => x) : [];
    // The cube is 50 mm about the seed, where the crosshair is.
    expect([Math.min(...xs), Math.max(...xs)].map((x) => Number(x.toFixed(6)))).toEqual([-25, 25]);
    await viewer.page.locator('[data-plane="axial"]').focus();
    await viewer.page.keyboard.press('Delete');
    expect((await viewer.page.evaluate(() => window.figureOfViewer())).values).toEqual([]);
  });

  it('turns the planes and lays them straight again', async () => {
    await viewer.page.locator('[data-plane="axial"]').focus();
    await viewer.page.keyboard.press(']');
    await viewer.page.keyboard.press(']');
    expect((await state()).frame[0]).toBeCloseTo(Math.cos(Math.PI / 18), 9);
    await viewer.page.keyboard.press('\\');
    expect((await state()).frame).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('shows one view alone and all four again, by double-click and Enter', async () => {
    await viewer.page.locator('[data-plane="volume"]').dblclick();
    await expect.poll(() => viewer.page.locator('[data-plane]').count()).toBe(1);
    await viewer.page.locator('[data-plane="volume"]').focus();
    await viewer.page.keyboard.press('Enter');
    await expect.poll(() => viewer.page.locator('[data-plane]').count()).toBe(4);
  });

  it('takes a picture of all views, 3D included', async () => {
    await viewer.page.waitForTimeout(1500);
    const png = Buffer.from(await viewer.page.evaluate(() => window.screenshotOfViewer('volume')), 'base64');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    // The body is brown on near black: an empty view would be one colour, and a few hundred bytes.
    expect(png.length).toBeGreaterThan(8000);
    const all = Buffer.from(await viewer.page.evaluate(() => window.screenshotOfViewer('all')), 'base64');
    expect(all.length).toBeGreaterThan(png.length);
  });

  it('goes on without the graphics card when it is lost, and takes it up again', async () => {
    const contexts = await viewer.page.evaluate(() => window.glContexts.length);
    await viewer.page.evaluate(() => {
      for (const context of window.glContexts)
        if (!context.isContextLost()) context.getExtension('WEBGL_lose_context')?.loseContext();
    });
    await expect.poll(() => viewer.page.getByText('The graphics card was lost').count()).toBe(1);
    await viewer.page.evaluate(
      (mm) => window.editState({ crosshairMm: mm, window: { levelHu: 450, widthHu: 900 } }),
      octantMm(geometry, 4),
    );
    await viewer.settled();
    const shade = async () => {
      const pose = await viewer.pose('sagittal', geometry);
      return (await viewer.shadesAt('sagittal', pose, [octantMm(geometry, 4)]))[0]!;
    };
    expect(Math.abs((await shade()) - (500 / 900) * 255)).toBeLessThanOrEqual(2);
    await expect.poll(() => viewer.page.getByText('The graphics card was lost').count(), { timeout: 5000 }).toBe(0);
    await expect
      .poll(() => viewer.page.evaluate(() => window.glContexts.filter((one) => !one.isContextLost()).length), {
        timeout: 5000,
      })
      .toBe(2);
    expect(await viewer.page.evaluate(() => window.glContexts.length)).toBeGreaterThan(contexts);
    await viewer.settled();
    expect(Math.abs((await shade()) - (500 / 900) * 255)).toBeLessThanOrEqual(2);
  });

  it('lets go of contexts and memory when it is closed, ten times over', async () => {
    const session = await viewer.page.context().newCDPSession(viewer.page);
    const held = async () => {
      await viewer.page.evaluate(() => window.closeViewer());
      await viewer.settled();
      await session.send('HeapProfiler.collectGarbage');
      const usage = (await session.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize: number };
      return usage.usedSize + usage.backingStorageSize;
    };
    const before = await held();
    for (let n = 0; n < 10; n++) {
      await viewer.page.evaluate(() => window.showViewer({ phantom: 'straight', lesion: true }));
      await viewer.settled();
      await viewer.page.waitForTimeout(250);
    }
    const grown = (await held()) - before;
    const alive = await viewer.page.evaluate(() => window.glContexts.filter((one) => !one.isContextLost()).length);
    expect(alive).toBe(0);
    console.log(`Ten viewers opened and closed: ${(grown / 1e6).toFixed(1)} MB more held.`);
    // Each held at least 1.3 MB of voxels and maps.
    expect(grown).toBeLessThan(4e6);
  });

  it('raises no error', () => expect(viewer.failures).toEqual([]));
});

it('begins with the planes through the seed', () => {
  expect(initialViewerState(geometry, seedMm).crosshairMm).toEqual(seedMm);
});
