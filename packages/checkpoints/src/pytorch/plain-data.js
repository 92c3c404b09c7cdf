import { checkpointError } from '../checkpoint-error';
import { PyDict, PyFloat, PyFunction, PyNamed, PyObject, pyKeyText, } from '../pickle/pickle-values';
import { childrenOf } from './children';
import { TensorRef } from './tensor-ref';
/** Estimated heap of a property of an object, the empty object included, and of an array. */
const PROPERTY_BYTES = 128;
const ARRAY_BYTES = 64;
/** What a tensor leaves behind: nothing in a dictionary, `null` in a list, whose other items keep their places. */
const NOTHING = Symbol('nothing');
/**
 * The plain data of an unpickled structure as JavaScript values. Dictionaries become objects without a prototype,
 * so that no key has a meaning; a dictionary that held only tensors disappears.
 */
export const plainData = (root, budget) => {
    const plain = toPlain(root, budget, 0);
    if (root instanceof PyDict && plain !== NOTHING)
        return plain;
    return Object.create(null);
};
const toPlain = (value, budget, depth) => {
    budget.node(depth);
    if (value instanceof PyFloat)
        return value.value;
    if (value instanceof TensorRef)
        return NOTHING;
    if (value instanceof PyDict)
        return plainDict(value, budget, depth);
    const children = childrenOf(value);
    if (children) {
        budget.charge(ARRAY_BYTES);
        return Array.from(children, ([, child]) => {
            const item = toPlain(child, budget, depth + 1);
            return item === NOTHING ? null : item;
        });
    }
    // Classes, dtypes and functions of the allow-list: the name is the value.
    if (value instanceof PyNamed || value instanceof PyFunction)
        return value.name;
    if (!(value instanceof PyObject))
        return value;
    throw checkpointError('E_CHECKPOINT_UNSUPPORTED', `${budget.label}: the file holds a bare ${value.type}. Save tensors instead (torch.tensor(...)).`);
};
const plainDict = (dict, budget, depth) => {
    const plain = Object.create(null);
    let kept = dict.size === 0;
    budget.charge(PROPERTY_BYTES);
    for (const { key, value } of dict.items()) {
        const item = toPlain(value, budget, depth + 1);
        if (item === NOTHING)
            continue;
        budget.charge(PROPERTY_BYTES);
        plain[pyKeyText(key)] = item;
        kept = true;
    }
    return kept ? plain : NOTHING;
};
