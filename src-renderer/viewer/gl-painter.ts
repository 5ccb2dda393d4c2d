import 'vtk.js/Sources/Rendering/OpenGL/Profiles/Volume';
import vtkDataArray from 'vtk.js/Sources/Common/Core/DataArray';
import vtkImageData from 'vtk.js/Sources/Common/DataModel/ImageData';
import vtkPlane from 'vtk.js/Sources/Common/DataModel/Plane';
import vtkImageResliceMapper from 'vtk.js/Sources/Rendering/Core/ImageResliceMapper';
import vtkImageSlice from 'vtk.js/Sources/Rendering/Core/ImageSlice';
import vtkRenderer from 'vtk.js/Sources/Rendering/Core/Renderer';
import vtkRenderWindow from 'vtk.js/Sources/Rendering/Core/RenderWindow';
import vtkOpenGLRenderWindow from 'vtk.js/Sources/Rendering/OpenGL/RenderWindow';
import supportsNorm16Linear from 'vtk.js/Sources/Rendering/OpenGL/Texture/supportsNorm16Linear';
import type { Geometry } from '#shared/imaging/geometry.ts';
import type { SlicePainter } from './slice-painter.ts';
import { along, columnOf, cross } from './vectors.ts';
import type { Blend } from './viewer-state.ts';
import type { VolumeFeed } from './volume-feed.ts';

/** As `SlabTypes` of vtk.js has them. */
const slabTypes: Readonly<Record<Blend, number>> = { min: 0, max: 1, mean: 2 };
/**
 * What vtk.js is told of the values, whatever has arrived: it chooses the texture by it. Integers of 16 bits go to the card
 * as they are where it can interpolate them; else as half floats, which are exact to 2048 HU and 2 HU beyond (for the
 * eye; the probe reads the voxels). Without this it would take 32-bit floats, and convert the whole scan for each slab.
 */
const rangeOfValues = () => (supportsNorm16Linear() ? { min: -32_768, max: 32_767 } : { min: -2048, max: 2048 });

/** True where the window can draw with WebGL 2. Asked once: each context that is tried costs some memory. */
let hasWebGl: boolean | null = null;
export function webGlWorks(): boolean {
  if (hasWebGl === null) {
    const context = document.createElement('canvas').getContext('webgl2');
    hasWebGl = context !== null;
    context?.getExtension('WEBGL_lose_context')?.loseContext();
  }
  return hasWebGl;
}

/** Frees what a window of vtk.js holds on the card; its types leave the method out. */
export const releaseCard = (card: vtkOpenGLRenderWindow): void =>
  (card as unknown as { releaseGraphicsResources(): void }).releaseGraphicsResources();

/** The grid of a scan as vtk.js has it: LPS stays LPS, its direction matrix is by columns. */
export function imageOf({ size, spacingMm, originMm, direction }: Geometry, scalars: vtkDataArray) {
  const image = vtkImageData.newInstance();
  image.setDimensions(size[0], size[1], size[2]);
  image.setSpacing([...spacingMm]);
  image.setOrigin([...originMm]);
  image.setDirection([...columnOf(direction, 0), ...columnOf(direction, 1), ...columnOf(direction, 2)] as never);
  image.getPointData().setScalars(scalars);
  return image;
}

/**
 * Paints planes by resampling on the graphics card: one context and one texture serve all views, whose pictures are
 * copied to their canvases.
 * @param onLost The context was lost: nothing can be painted any more, and the painter must be disposed of.
 * @returns null where WebGL 2 is not available, or the scan is a single slice (which a texture cannot interpolate).
 */
export function createGlPainter(feed: VolumeFeed, onLost: () => void): SlicePainter | null {
  if (!webGlWorks() || Math.min(...feed.geometry.size) < 2) return null;
  const scalars = vtkDataArray.newInstance({ name: 'HU', numberOfComponents: 1, values: feed.data });
  scalars.setRange(rangeOfValues(), 0);
  const image = imageOf(feed.geometry, scalars);
  const plane = vtkPlane.newInstance();
  const mapper = vtkImageResliceMapper.newInstance();
  mapper.setInputData(image);
  mapper.setSlicePlane(plane);
  const actor = vtkImageSlice.newInstance();
  actor.setMapper(mapper as never);
  const property = actor.getProperty();
  property.setInterpolationTypeToLinear();

  const renderer = vtkRenderer.newInstance();
  renderer.setBackground(0, 0, 0, 0);
  renderer.addActor(actor);
  const camera = renderer.getActiveCamera();
  camera.setParallelProjection(true);
  const scene = vtkRenderWindow.newInstance();
  scene.addRenderer(renderer);
  const card = vtkOpenGLRenderWindow.newInstance();
  scene.addView(card);
  const canvas = card.getCanvas() as HTMLCanvasElement;

  // The range of the eye covers the scan from any side.
  const reach = 2 * Math.hypot(...feed.geometry.size.map((count, axis) => count * feed.geometry.spacingMm[axis]!));
  let isUploaded = false;
  let pending: [number, number][] = [];
  let isLost = false;
  const lost = () => {
    isLost = true;
    onLost();
  };
  canvas.addEventListener('webglcontextlost', lost);

  return {
    paint(target, pose, { window, slab }, ratio) {
      const context = target.getContext('2d');
      if (!context || isLost) return;
      card.setSize(target.width, target.height);
      // Towards the eye.
      const normal = cross(pose.down, pose.right);
      plane.setOrigin(...pose.middleMm);
      plane.setNormal(...normal);
      camera.setFocalPoint(...pose.middleMm);
      camera.setPosition(...along(pose.middleMm, normal, reach));
      camera.setViewUp(-pose.down[0], -pose.down[1], -pose.down[2]);
      camera.setClippingRange(reach * 0.1, reach * 2);
      camera.setParallelScale((target.height / ratio / 2) * pose.mmPerPixel);
      property.setColorLevel(window.levelHu);
      property.setColorWindow(window.widthHu);
      mapper.setSlabThickness(slab.thicknessMm);
      mapper.setSlabType(slabTypes[slab.blend] as never);
      if (isUploaded && pending.length > 0) property.setUpdatedExtents(extents(feed.geometry, pending) as never);
      pending = [];
      scene.render();
      isUploaded = true;
      context.clearRect(0, 0, target.width, target.height);
      context.drawImage(canvas, 0, 0);
    },
    onSlab(first, count) {
      pending.push([first, first + count - 1]);
    },
    dispose() {
      canvas.removeEventListener('webglcontextlost', lost);
      const context = canvas.getContext('webgl2');
      if (!isLost) releaseCard(card);
      actor.delete();
      mapper.delete();
      image.delete();
      scalars.delete();
      renderer.delete();
      scene.delete();
      card.delete();
      // A browser lets go of a context when it collects garbage; this frees the card now.
      if (!isLost) context?.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}

/** Slices that came since the last picture, as boxes of the texture; neighbours are put together. */
function extents({ size }: Geometry, ranges: readonly (readonly [number, number])[]): number[][] {
  const merged: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = merged.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged.map(([first, last]) => [0, size[0] - 1, 0, size[1] - 1, first, last]);
}
