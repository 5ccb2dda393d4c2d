import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { EngineReport } from '#shared/contract/app.ts';

/** Whether TensorFlow's native part is there for training. It comes with an optional package that downloads it. */
export function listTrainingEngines(): Promise<EngineReport[]> {
  const absence = tensorflowAbsence();
  return Promise.resolve([
    {
      id: 'tensorflow',
      label: 'TensorFlow (tfjs-node-gpu)',
      use: 'training' as const,
      available: absence === null,
      reason: absence ?? 'Its native part is installed.',
    },
  ]);
}

function tensorflowAbsence(): string | null {
  let root: string;
  try {
    root = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json'));
  } catch {
    return 'The optional package @tensorflow/tfjs-node-gpu is not installed: npm leaves it out where its download is refused.';
  }
  const bindings = join(root, 'lib');
  const hasBinding =
    existsSync(bindings) && readdirSync(bindings).some((name) => existsSync(join(bindings, name, 'tfjs_binding.node')));
  if (!hasBinding) {
    return 'The package is there without its native part, whose download was refused. With network access: npm rebuild @tensorflow/tfjs-node-gpu';
  }
  return existsSync(join(root, 'deps', 'lib')) ? null : 'The package is there without libtensorflow (folder deps/lib).';
}
