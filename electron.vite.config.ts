import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { shaderFiles } from './scripts/shader-files.ts';

/**
 * `out/main`: one bundle per process of the main side (what runs where: README, "The rooms");
 * `out/preload`: CommonJS, as a sandboxed preload must be; `out/renderer`: the window and the drawing page.
 * Packages under `dependencies` stay outside the bundles.
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rollupOptions: {
        input: {
          desktop: 'src-main/desktop/main.ts',
          cli: 'src-main/cli/main.ts',
          compute: 'src-main/compute/process.ts',
          'read-worker': 'src-main/compute/read-worker.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        input: { preload: 'src-main/desktop/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    plugins: [react(), shaderFiles()],
    build: {
      outDir: 'out/renderer',
      rollupOptions: { input: { index: 'src-renderer/index.html', drawing: 'src-renderer/drawing.html' } },
    },
  },
});
