import { MAX_NAME_LENGTH } from '../limits';
import { complain } from './pickle-error';
import { isKey, PyDict, PyList, PySet, PyTuple, pyType, } from './pickle-values';
/** Estimated heap of a slot in a list, of an item of a set or dictionary, and of the table of the first one. */
const SLOT_BYTES = 16;
const SET_ITEM_BYTES = 112;
const ITEM_BYTES = 112;
const TABLE_BYTES = 240;
/** More for a key that is no string, because a string is made of it. */
const HASHED_BYTES = 64;
/** Charged for finding a key: the longer strings are, the farther apart they lie in memory. */
const lookupBytes = (key) => (typeof key === 'string' ? key.length / 4 : HASHED_BYTES);
/** Longer strings would all have one hash, so that comparing each with every other would take for ever. */
const assertHashable = (value, what) => {
    if (typeof value !== 'string' || value.length <= MAX_NAME_LENGTH)
        return;
    throw complain(`${what} of ${value.length} characters, which is too long; at most ${MAX_NAME_LENGTH} are read.`, 'E_CHECKPOINT_TOO_LARGE');
};
/** The value as a dictionary key; tuples, bytes and objects are not accepted. */
const toKey = (value) => {
    if (!isKey(value)) {
        throw complain(`a dictionary has a key of type ${pyType(value)}; only str, int, float, bool and None are read. Rename it in Python and save again.`, 'E_CHECKPOINT_UNSUPPORTED');
    }
    assertHashable(value, 'a dictionary has a key');
    return value;
};
const put = (dict, key, value, charge) => {
    charge(ITEM_BYTES + (dict.size === 0 ? TABLE_BYTES : 0) + lookupBytes(key));
    return dict.set(key, value);
};
/**
 * dict[key] = value. The same key twice is refused: no pickler writes one twice, so it is damage that would otherwise
 * silently lose a tensor. Keys that are only equal (1 and True) are one key with the last value, as in Python.
 */
export const setItem = (dict, key, value, charge) => {
    if (!(dict instanceof PyDict))
        throw complain(`expected a dict to put an item into, got ${pyType(dict)}.`);
    const before = put(dict, toKey(key), value, charge);
    if (before !== undefined && pyType(before) === pyType(key)) {
        throw complain('a dictionary has the same key twice.', 'E_CHECKPOINT_DUPLICATE');
    }
};
/** Items given as key, value, key, value, ... */
export const setItems = (dict, flat, charge) => {
    if (flat.length % 2 !== 0)
        throw complain('a dictionary item has a key without a value.');
    for (let i = 0; i < flat.length; i += 2)
        setItem(dict, flat[i], flat[i + 1], charge);
};
export const appendItems = (list, items, charge) => {
    if (!(list instanceof PyList))
        throw complain(`expected a list to append to, got ${pyType(list)}.`);
    charge(SLOT_BYTES * items.length + (list.items.length === 0 ? TABLE_BYTES : 0));
    for (const item of items)
        list.items.push(item);
};
export const addItems = (set, items, charge) => {
    if (!(set instanceof PySet))
        throw complain(`expected a set to add to, got ${pyType(set)}.`);
    for (const item of items) {
        assertHashable(item, 'a set has a string');
        charge(SET_ITEM_BYTES + lookupBytes(item));
        set.add(item);
    }
};
/** The items of a list or tuple. `what` names the role for the message. */
export const sequence = (value, what) => {
    if (value instanceof PyList || value instanceof PyTuple)
        return value.items;
    throw complain(`expected ${what} to be a list or tuple, got ${pyType(value)}.`);
};
/** A set of nothing, or of the items of a list, tuple or set; a copy, as in Python. */
export const makeSet = (args, charge) => {
    const [from] = args;
    if (args.length > 1)
        throw complain(`set takes at most one argument, got ${args.length}.`);
    const set = new PySet();
    charge(TABLE_BYTES);
    if (from !== undefined) {
        addItems(set, from instanceof PySet ? from.items() : sequence(from, 'the items of a set'), charge);
    }
    return set;
};
/** dict, OrderedDict or Counter made from nothing, from key and value pairs, or from a dict; a copy, as in Python. */
export const makeDict = (type) => (args, charge) => {
    const [from] = args;
    if (args.length > 1)
        throw complain(`${type} takes at most one argument, got ${args.length}.`);
    const dict = new PyDict(type);
    if (from === undefined)
        return dict;
    if (from instanceof PyDict) {
        for (const { key, value } of from.items())
            put(dict, key, value, charge);
        return dict;
    }
    for (const pair of sequence(from, `the items of ${type}`)) {
        const items = sequence(pair, `an item of ${type}`);
        if (items.length !== 2)
            throw complain(`an item of ${type} has ${items.length} parts instead of 2.`);
        setItem(dict, items[0], items[1], charge);
    }
    return dict;
};
