import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { poseOf, toWorld } from '#renderer/viewer/pose.ts';
import { reslice } from '#renderer/viewer/reslice.ts';
import { rotate } from '#renderer/viewer/state-changes.ts';
import type { ViewerState } from '#renderer/viewer/viewer-state.ts';
import { initialViewerState } from '#renderer/viewer/viewer-state.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { octantHu, octantMm, octants, type PhantomName, phantomGeometry, phantomVoxels } from './screen/phantom.ts';
import { foundBrowser, openViewerPage, planeIds, type ViewerPage } from './viewer-page.ts';

/** 0 HU is black and 900 HU white: each ball has a shade of its own. */
const inWindow: Partial<ViewerState> = { window: { levelHu: 450, widthHu: 900 } };
const shadeOf = (hu: number): number => Math.min(255, Math.max(0, (hu / 900) * 255));

describe.skipIf(!foundBrowser).each(['with WebGL', 'without WebGL'])('slices on screen %s', (how) => {
  let viewer: ViewerPage;
  beforeAll(async () => {
    viewer = await openViewerPage(how === 'with WebGL' ? [] : ['--disable-3d-apis']);
  });
  afterAll(() => viewer?.close());

  it.each<PhantomName>(['straight', 'anisotropic', 'oblique'])(
    'has each ball of the phantom %s in its place',
    async (phantom) => {
      const geometry = phantomGeometry(phantom);
      await viewer.page.evaluate(([name, edit]) => window.showViewer({ phantom: name, lesion: false, edit }), [
        phantom,
        inWindow,
      ] as const);
      for (let n = 0; n < octants.length; n++) {
        const crosshairMm = octantMm(geometry, n);
        await viewer.page.evaluate((mm) => window.editState({ crosshairMm: mm }), crosshairMm);
        await viewer.settled();
        for (const plane of planeIds) {
          const [shade] = await viewer.shadesAt(plane, await viewer.pose(plane, geometry), [crosshairMm]);
          expect(Math.abs(shade! - shadeOf(octantHu(n))), `ball ${n}, ${plane}: ${shade}`).toBeLessThanOrEqual(2);
        }
      }
    },
  );

  it.each<[PhantomName, ViewerState['slab'], number]>([
    ['straight', { thicknessMm: 0, blend: 'max' }, 0],
    ['anisotropic', { thicknessMm: 0, blend: 'max' }, 0.35],
    ['oblique', { thicknessMm: 0, blend: 'max' }, 0.35],
    ['oblique', { thicknessMm: 30, blend: 'max' }, 0],
    ['anisotropic', { thicknessMm: 20, blend: 'mean' }, 0],
  ])('is what resampling gives: %s, %o, turned by %d', async (phantom, slab, radians) => {
    const geometry = phantomGeometry(phantom);
    const data = phantomVoxels(geometry);
    const start = { ...initialViewerState(geometry), ...inWindow, slab };
    const turned = radians === 0 ? start : rotate(start, poseOf(geometry, start, 'sagittal', 9, 9), radians);
    await viewer.page.evaluate(([name, edit]) => window.showViewer({ phantom: name, lesion: false, edit }), [
      phantom,
      turned,
    ] as const);
    await viewer.settled();
    await viewer.settled();
    for (const plane of planeIds) {
      const pose = await viewer.pose(plane, geometry);
      const points: Vec3[] = [];
      for (let y = 20; y < pose.height - 20; y += 9)
        for (let x = 20; x < pose.width - 20; x += 9) points.push(toWorld(pose, x + 0.5, y + 0.5));
      const shades = await viewer.shadesAt(plane, pose, points);
      const expected = points.map((firstMm) => {
        const { right, down, through } = pose;
        const [hu] = reslice(geometry, data, { firstMm, right, down, through, stepMm: 1, columns: 1, rows: 1 }, slab);
        return Number.isNaN(hu) ? 0 : shadeOf(hu!);
      });
      const errors = shades.map((shade, at) => Math.abs(shade - expected[at]!)).sort((a, b) => a - b);
      // Edges of the phantom are steep: a pixel beside one may differ, the rest may not.
      expect(errors[Math.floor(errors.length * 0.9)], plane).toBeLessThanOrEqual(3);
      expect(errors.filter((error) => error > 40).length / errors.length, plane).toBeLessThan(0.02);
    }
  });

  it('draws slices that came, then those that come later', async () => {
    const geometry = phantomGeometry('straight');
    await viewer.page.evaluate(
      (edit) => window.showViewer({ phantom: 'straight', lesion: false, slices: 32, edit }),
      inWindow,
    );
    const low = octantMm(geometry, 0);
    const high = octantMm(geometry, 4);
    await viewer.page.evaluate((mm) => window.editState({ crosshairMm: mm }), low);
    await viewer.settled();
    const shades = async () => viewer.shadesAt('coronal', await viewer.pose('coronal', geometry), [low, high]);
    expect((await shades()).map((shade) => shade > 10)).toEqual([true, false]);
    await viewer.page.evaluate(() => window.arrive());
    await viewer.settled();
    await viewer.settled();
    const [below, above] = await shades();
    expect(Math.abs(below! - shadeOf(octantHu(0)))).toBeLessThanOrEqual(2);
    expect(Math.abs(above! - shadeOf(octantHu(4)))).toBeLessThanOrEqual(2);
  });

  it('raises no error, and says so where there is no graphics card', async () => {
    expect(viewer.failures).toEqual([]);
    const note = viewer.page.getByText('WebGL 2 is not available here');
    await expect.poll(() => note.count()).toBe(how === 'with WebGL' ? 0 : 1);
  });
});
