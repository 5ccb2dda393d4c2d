/** vtk.js has no types for it: whether textures of 16-bit integers are interpolated rightly here; asked once, then kept. */
declare module 'vtk.js/Sources/Rendering/OpenGL/Texture/supportsNorm16Linear' {
  export default function supportsNorm16Linear(): boolean;
}
