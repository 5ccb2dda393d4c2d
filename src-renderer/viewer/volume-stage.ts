import 'vtk.js/Sources/Rendering/OpenGL/Profiles/Geometry';
import 'vtk.js/Sources/Rendering/OpenGL/Profiles/Volume';
import vtkDataArray from 'vtk.js/Sources/Common/Core/DataArray';
import vtkPiecewiseFunction from 'vtk.js/Sources/Common/DataModel/PiecewiseFunction';
import vtkCubeSource from 'vtk.js/Sources/Filters/Sources/CubeSource';
import vtkSphereSource from 'vtk.js/Sources/Filters/Sources/SphereSource';
import vtkActor from 'vtk.js/Sources/Rendering/Core/Actor';
import vtkColorTransferFunction from 'vtk.js/Sources/Rendering/Core/ColorTransferFunction';
import vtkMapper from 'vtk.js/Sources/Rendering/Core/Mapper';
import vtkRenderer from 'vtk.js/Sources/Rendering/Core/Renderer';
import vtkRenderWindow from 'vtk.js/Sources/Rendering/Core/RenderWindow';
import vtkRenderWindowInteractor from 'vtk.js/Sources/Rendering/Core/RenderWindowInteractor';
import vtkVolume from 'vtk.js/Sources/Rendering/Core/Volume';
import vtkVolumeMapper from 'vtk.js/Sources/Rendering/Core/VolumeMapper';
import vtkOpenGLRenderWindow from 'vtk.js/Sources/Rendering/OpenGL/RenderWindow';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { patchEdge } from '#shared/imaging/profiles.ts';
import { imageOf, releaseCard, webGlWorks } from './gl-painter.ts';
import { extentMm, middleOf } from './pose.ts';
import { smallerVolume } from './smaller-volume.ts';
import type { ViewerState } from './viewer-state.ts';
import type { VolumeFeed } from './volume-feed.ts';
import { volumePresets } from './volume-presets.ts';

export interface VolumeLook {
  readonly volume: ViewerState['volume'];
  readonly eye: ViewerState['eye'];
  readonly cubeMm: Vec3 | null;
  readonly seedsMm: readonly Vec3[];
}

export interface VolumeStage {
  render(look: VolumeLook, width: number, height: number): void;
  dispose(): void;
}

/** Voxels along an edge at most: finer is not seen in a quarter of a window, and costs eight times as much. */
const mostVoxels = 256;
const cubeColour: Vec3 = [0.61, 0.84, 0.97];
const seedColour: Vec3 = [1, 0.78, 0.34];

/**
 * The scan in 3D on a canvas inside `element`, as it has arrived when this is called.
 * @param onLost The context was lost; dispose of the stage and make another.
 * @returns null where WebGL 2 is not available.
 */
export function createVolumeStage(feed: VolumeFeed, element: HTMLElement, onLost: () => void): VolumeStage | null {
  if (!webGlWorks() || Math.min(...feed.geometry.size) < 2) return null;
  const { geometry, data } = smallerVolume(feed.geometry, feed.data, mostVoxels);
  const scalars = vtkDataArray.newInstance({ name: 'HU', numberOfComponents: 1, values: data });
  const image = imageOf(geometry, scalars);
  const mapper = vtkVolumeMapper.newInstance();
  mapper.setInputData(image);
  mapper.setSampleDistance(Math.min(...geometry.spacingMm));
  const volume = vtkVolume.newInstance();
  volume.setMapper(mapper);
  const property = volume.getProperty();
  property.setInterpolationTypeToLinear();
  property.setShade(true);
  property.setAmbient(0.25);
  property.setDiffuse(0.75);
  property.setSpecular(0.15);

  const cubeSource = vtkCubeSource.newInstance({ xLength: patchEdge, yLength: patchEdge, zLength: patchEdge });
  const cube = actorOf(cubeSource, cubeColour);
  cube.getProperty().setRepresentationToWireframe();
  cube.getProperty().setLighting(false);
  const seeds: { actor: vtkActor; source: vtkSphereSource }[] = [];

  const renderer = vtkRenderer.newInstance({ background: [0.027, 0.035, 0.043] });
  renderer.addVolume(volume);
  renderer.addActor(cube);
  const scene = vtkRenderWindow.newInstance();
  scene.addRenderer(renderer);
  const card = vtkOpenGLRenderWindow.newInstance();
  scene.addView(card);
  card.setContainer(element);
  // The mapper asks it whether something moves; events are ours, so none are bound to it.
  const interactor = vtkRenderWindowInteractor.newInstance();
  interactor.setView(card);
  interactor.initialize();
  const canvas = card.getCanvas() as HTMLCanvasElement;
  let isLost = false;
  const lost = () => {
    isLost = true;
    onLost();
  };
  canvas.addEventListener('webglcontextlost', lost);
  // What was drawn is gone from the buffer when somebody else asks for it.
  const again = () => scene.render();
  canvas.addEventListener('viewer-capture', again);

  const middle = middleOf(feed.geometry);
  const radius =
    Math.hypot(
      ...(
        [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ] as const
      ).map((way) => extentMm(geometry, way)),
    ) / 2;
  let presetKey = '';

  return {
    render({ volume: look, eye, cubeMm, seedsMm }, width, height) {
      if (isLost || width === 0 || height === 0) return;
      card.setSize(width, height);
      const key = `${look.preset} ${look.opacityShiftHu}`;
      if (key !== presetKey) {
        presetKey = key;
        const { colours, opacities } = transferOf(look);
        property.setRGBTransferFunction(0, colours);
        property.setScalarOpacity(0, opacities);
        property.setScalarOpacityUnitDistance(0, 1);
      }
      cube.setVisibility(cubeMm !== null);
      if (cubeMm) cubeSource.setCenter(...cubeMm);
      placeSeeds(renderer, seeds, seedsMm);
      placeEye(renderer, middle, radius, eye);
      scene.render();
    },
    dispose() {
      canvas.removeEventListener('webglcontextlost', lost);
      canvas.removeEventListener('viewer-capture', again);
      const context = canvas.getContext('webgl2');
      if (!isLost) releaseCard(card);
      for (const part of [volume, mapper, image, scalars, cube, cubeSource, renderer, interactor, scene]) part.delete();
      for (const { actor, source } of seeds) {
        actor.delete();
        source.delete();
      }
      card.delete();
      if (!isLost) context?.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}

function actorOf(source: vtkCubeSource | vtkSphereSource, colour: Vec3): vtkActor {
  const mapper = vtkMapper.newInstance();
  mapper.setInputConnection(source.getOutputPort());
  const actor = vtkActor.newInstance();
  actor.setMapper(mapper);
  actor.getProperty().setColor(...colour);
  return actor;
}

function placeSeeds(
  renderer: vtkRenderer,
  seeds: { actor: vtkActor; source: vtkSphereSource }[],
  seedsMm: readonly Vec3[],
): void {
  while (seeds.length < seedsMm.length) {
    const source = vtkSphereSource.newInstance({ radius: 2.5, thetaResolution: 16, phiResolution: 16 });
    const actor = actorOf(source, seedColour);
    renderer.addActor(actor);
    seeds.push({ actor, source });
  }
  seeds.forEach(({ actor, source }, at) => {
    const mm = seedsMm[at];
    actor.setVisibility(mm !== undefined);
    if (mm) source.setCenter([...mm]);
  });
}

/** Azimuth turns the eye to the patient's left; elevation lifts it to the head. */
function placeEye(renderer: vtkRenderer, middle: Vec3, radius: number, eye: ViewerState['eye']): void {
  const [azimuth, elevation] = [(eye.azimuth * Math.PI) / 180, (eye.elevation * Math.PI) / 180];
  const distance = 4 * radius;
  const camera = renderer.getActiveCamera();
  camera.setFocalPoint(...middle);
  camera.setPosition(
    middle[0] + distance * Math.sin(azimuth) * Math.cos(elevation),
    middle[1] - distance * Math.cos(azimuth) * Math.cos(elevation),
    middle[2] + distance * Math.sin(elevation),
  );
  camera.setViewUp(0, 0, 1);
  camera.setViewAngle((2 * Math.atan(radius / distance) * 180) / Math.PI / eye.zoom);
  camera.setClippingRange(distance - 2 * radius, distance + 2 * radius);
}

function transferOf({ preset, opacityShiftHu }: ViewerState['volume']) {
  const colours = vtkColorTransferFunction.newInstance();
  const opacities = vtkPiecewiseFunction.newInstance();
  for (const [hu, red, green, blue] of volumePresets[preset].colours) {
    colours.addRGBPoint(hu + opacityShiftHu, red, green, blue);
  }
  for (const [hu, opacity] of volumePresets[preset].opacities) opacities.addPoint(hu + opacityShiftHu, opacity);
  return { colours, opacities };
}
