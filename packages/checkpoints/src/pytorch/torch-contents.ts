import { checkpointError } from '../checkpoint-error';
import type { Contents, Storage } from '../contents';
import type { ObjectBudget } from '../pickle/object-budget';
import { PyDict, type PyValue, pyKeyText, pyType } from '../pickle/pickle-values';
import { childrenOf } from './children';
import { flattenTensors } from './flatten-tensors';
import { plainData } from './plain-data';
import { selectDictionary } from './select-dictionary';
import type { StorageBlock } from './storage-ref';
import { TreeBudget } from './tree-budget';

export interface TorchFile {
  readonly format: 'pytorch-zip' | 'pytorch-legacy';
  readonly label: string;
  /** What the pickle made. */
  readonly root: PyValue;
  readonly pickleBytes: number;
  /** What is left for the walks over `root`. */
  readonly budget: ObjectBudget;
  readonly storageOf: (block: StorageBlock) => Storage;
}

/** From the unpickled object to names, tensors and metadata; the same for both of PyTorch's containers. */
export const torchContents = (file: TorchFile, key: string | undefined): Contents => {
  const { root, label, pickleBytes } = file;
  const budget = () => new TreeBudget(label, pickleBytes, file.budget);
  const keys = keysWithTensors(root, budget());
  const { value, selected } = selectDictionary(root, key, keys, label);
  const tensors = flattenTensors(value, budget());
  if (tensors.length === 0 && key === undefined && !isEmptyDict(root)) {
    throw checkpointError(
      'E_CHECKPOINT_NO_TENSORS',
      `${label}: the file is readable, but there is no tensor in its ${pyType(root)}. To read its plain data all the same, open it with key '.'.`,
    );
  }
  const storages = new Map<StorageBlock, Storage>();
  const storageOf = (block: StorageBlock): Storage => {
    const known = storages.get(block) ?? file.storageOf(block);
    storages.set(block, known);
    return known;
  };
  return {
    format: file.format,
    keys,
    selected,
    metadata: plainData(root, budget()),
    tensors: tensors.map(([name, { dtype, shape, strides, offset, block }]) => ({
      name,
      dtype,
      shape,
      strides,
      offset,
      storage: storageOf(block),
    })),
  };
};

const keysWithTensors = (root: PyValue, budget: TreeBudget): string[] => {
  if (!(root instanceof PyDict)) return [];
  const keys: string[] = [];
  for (const { key, value: child } of root.items()) {
    if (childrenOf(child) && flattenTensors(child, budget).length > 0) keys.push(pyKeyText(key));
  }
  return keys;
};

// The state_dict of a module without parameters. Anything else without tensors is not a checkpoint.
const isEmptyDict = (root: PyValue): boolean => root instanceof PyDict && root.size === 0;
