import { checkpointError } from '../checkpoint-error';
import { PyDict, pyKeyText, pyType } from '../pickle/pickle-values';
import { childrenOf } from './children';
import { flattenTensors } from './flatten-tensors';
import { plainData } from './plain-data';
import { selectDictionary } from './select-dictionary';
import { TreeBudget } from './tree-budget';
/** From the unpickled object to names, tensors and metadata; the same for both of PyTorch's containers. */
export const torchContents = (file, key) => {
    const { root, label, pickleBytes } = file;
    const budget = () => new TreeBudget(label, pickleBytes, file.budget);
    const keys = keysWithTensors(root, budget());
    const { value, selected } = selectDictionary(root, key, keys, label);
    const tensors = flattenTensors(value, budget());
    if (tensors.length === 0 && key === undefined && !isEmptyDict(root)) {
        throw checkpointError('E_CHECKPOINT_NO_TENSORS', `${label}: the file is readable, but there is no tensor in its ${pyType(root)}. To read its plain data all the same, open it with key '.'.`);
    }
    const storages = new Map();
    const storageOf = (block) => {
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
const keysWithTensors = (root, budget) => {
    if (!(root instanceof PyDict))
        return [];
    const keys = [];
    for (const { key, value: child } of root.items()) {
        if (childrenOf(child) && flattenTensors(child, budget).length > 0)
            keys.push(pyKeyText(key));
    }
    return keys;
};
// The state_dict of a module without parameters. Anything else without tensors is not a checkpoint.
const isEmptyDict = (root) => root instanceof PyDict && root.size === 0;
