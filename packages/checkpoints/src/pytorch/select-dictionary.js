import { checkpointError } from '../checkpoint-error';
import { PyDict } from '../pickle/pickle-values';
import { show, showList } from '../show';
import { childrenOf } from './children';
import { TensorRef } from './tensor-ref';
/** Keys under which training code stores its networks, the averaged weights first. */
const PREFERRED_KEYS = ['params_ema', 'params', 'state_dict'];
/**
 * The part of the file to take tensors from: what `key` names, else the first preferred key that holds tensors,
 * else the root.
 */
export const selectDictionary = (root, key, keysWithTensors, label) => {
    if (key === '' || key === '.')
        return { value: root, selected: null };
    if (key !== undefined)
        return { value: descend(root, key, keysWithTensors, label), selected: key };
    const found = PREFERRED_KEYS.find((candidate) => keysWithTensors.includes(candidate));
    const value = found !== undefined && root instanceof PyDict ? root.get(found) : undefined;
    return value === undefined || found === undefined
        ? { value: root, selected: null }
        : { value, selected: found };
};
// Keys may contain dots themselves, so at each level the longest key that fits is taken.
const descend = (root, path, keys, label) => {
    let value = root;
    let rest = path;
    for (;;) {
        const children = new Map(childrenOf(value) ?? []);
        let head = rest;
        while (!children.has(head)) {
            const dot = head.lastIndexOf('.');
            if (dot < 0) {
                throw checkpointError('E_CHECKPOINT_KEY', `${label}: expected key ${show(path)}, but ${show(head)} is not there. Keys with tensors: ${showList(keys)}; '.' is the root.`);
            }
            head = head.slice(0, dot);
        }
        value = children.get(head);
        if (head === rest)
            break;
        rest = rest.slice(head.length + 1);
    }
    if (childrenOf(value))
        return value;
    const kind = value instanceof TensorRef ? 'a tensor' : 'plain data';
    throw checkpointError('E_CHECKPOINT_KEY', `${label}: key ${show(path)} is ${kind}, expected a dictionary of tensors. Keys with tensors: ${showList(keys)}; '.' is the root.`);
};
