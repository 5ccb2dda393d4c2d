import { build } from 'vite';

/** The preload as the build makes it, CommonJS in one file, in `folder`. Resolves to its path. */
export async function bundlePreload(folder: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      lib: { entry: 'src-main/desktop/preload.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
      rollupOptions: { external: ['electron'] },
    },
  });
  return `${folder}/preload.cjs`;
}
