import type { Plugin } from 'vite';

/** vtk.js keeps its shaders in `.glsl` files and imports them as text. */
export const shaderFiles = (): Plugin => ({
  name: 'shader-files',
  transform(code, id) {
    return id.split('?')[0]?.endsWith('.glsl') ? { code: `export default ${JSON.stringify(code)};`, map: null } : null;
  },
});
