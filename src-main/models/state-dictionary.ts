import { AppError } from '#shared/errors.ts';
import type { TensorSource } from './tensor-source.ts';

/**
 * The key layouts of the published files, and how each name maps to its name in a model folder:
 * VISSL (`trunk_state_dict`, `head_state_dict`), Lighter (`state_dict` with `model.trunk.` and `model.heads.`), and bare
 * state dictionaries. In both layouts the head's layers are `<head>.<position>.weight`, applied in that order.
 */
interface Layout {
  readonly trunk: string;
  readonly head: string;
}

const layouts: readonly Layout[] = [
  { trunk: 'trunk_state_dict/', head: 'head_state_dict/' },
  { trunk: 'state_dict/model.trunk.', head: 'state_dict/model.heads.' },
  { trunk: 'state_dict/trunk.', head: 'state_dict/heads.' },
  { trunk: 'state_dict/', head: 'state_dict/head.' },
  { trunk: 'model.trunk.', head: 'model.heads.' },
  { trunk: 'trunk.', head: 'head.' },
  { trunk: 'module.', head: 'module.head.' },
  { trunk: '', head: 'head.' },
];

/** Model-folder name -> name in the file. Training counters are left out; an unknown name keeps its own, to be refused. */
export function canonicalNames(source: Pick<TensorSource, 'names'>): Map<string, string> {
  const layout = layouts.find(({ trunk }) =>
    source.names.some((name) => name.startsWith(`${trunk}conv1.`) || name.startsWith(`${trunk}layer1.0.`)),
  );
  if (!layout) {
    const examples = source.names.slice(0, 5).join(', ');
    throw new AppError(
      'unsupported',
      source.names.length === 0
        ? 'The file holds no tensors.'
        : `The file is not a 3D ResNet50 in a known layout. Its tensors begin with: ${examples}.`,
    );
  }
  const names = new Map<string, string>();
  const headKeys: string[] = [];
  for (const name of source.names) {
    if (!belongs(name, layout)) continue;
    if (isHeadKey(name, layout)) headKeys.push(name);
    else if (!name.endsWith('.num_batches_tracked')) names.set(trunkName(name, layout), name);
  }
  const layers = [...new Set(headKeys.map((name) => name.slice(0, name.lastIndexOf('.'))))].toSorted(byNumbers);
  for (const name of headKeys) {
    const cut = name.lastIndexOf('.');
    names.set(`head.${layers.indexOf(name.slice(0, cut))}${name.slice(cut)}`, name);
  }
  return names;
}

const dictionaryOf = (name: string): string => name.slice(0, name.lastIndexOf('/') + 1);

/** A checkpoint also holds optimiser state and the like: only the dictionaries of the layout count. */
const belongs = (name: string, { trunk, head }: Layout): boolean =>
  dictionaryOf(name) === dictionaryOf(trunk) || dictionaryOf(name) === dictionaryOf(head);

const isHeadKey = (name: string, { head }: Layout): boolean =>
  name.startsWith(head) && /^\d+(\.\d+)*\.(weight|bias)$/.test(name.slice(head.length));

const trunkName = (name: string, { trunk }: Layout): string =>
  name.startsWith(trunk) ? `trunk.${name.slice(trunk.length)}` : name;

function byNumbers(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
