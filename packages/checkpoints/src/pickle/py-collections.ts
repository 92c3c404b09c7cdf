import { complain } from './pickle-error';
import {
  type PyCall,
  PyDict,
  PyFloat,
  type PyKey,
  PyList,
  PySet,
  PyTuple,
  type PyValue,
  pyType,
} from './pickle-values';

/** The value as a dictionary key; tuples, bytes and objects are not accepted. */
const toKey = (value: PyValue): PyKey => {
  if (value instanceof PyFloat) return value.value;
  if (value === null || typeof value !== 'object') return value;
  throw complain(
    `a dictionary has a key of type ${pyType(value)}; only str, int, float, bool and None are read. Rename it in Python and save again.`,
    'E_CHECKPOINT_UNSUPPORTED',
  );
};

/**
 * dict[key] = value. A key that is there already is refused: no pickler writes one twice, so it is damage that
 * would otherwise silently lose a tensor.
 */
export const setItem = (dict: PyValue, key: PyValue, value: PyValue): void => {
  if (!(dict instanceof PyDict)) throw complain(`expected a dict to put an item into, got ${pyType(dict)}.`);
  const name = toKey(key);
  if (dict.entries.has(name)) {
    throw complain('a dictionary has the same key twice.', 'E_CHECKPOINT_DUPLICATE');
  }
  dict.set(name, value);
};

/** Items given as key, value, key, value, ... */
export const setItems = (dict: PyValue, flat: readonly PyValue[]): void => {
  if (flat.length % 2 !== 0) throw complain('a dictionary item has a key without a value.');
  for (let i = 0; i < flat.length; i += 2) setItem(dict, flat[i]!, flat[i + 1]!);
};

export const appendItems = (list: PyValue, items: readonly PyValue[]): void => {
  if (!(list instanceof PyList)) throw complain(`expected a list to append to, got ${pyType(list)}.`);
  for (const item of items) list.items.push(item);
};

export const addItems = (set: PyValue, items: readonly PyValue[]): void => {
  if (!(set instanceof PySet)) throw complain(`expected a set to add to, got ${pyType(set)}.`);
  for (const item of items) set.items.push(item);
};

/** The items of a list or tuple. `what` names the role for the message. */
export const sequence = (value: PyValue | undefined, what: string): readonly PyValue[] => {
  if (value instanceof PyList || value instanceof PyTuple) return value.items;
  throw complain(`expected ${what} to be a list or tuple, got ${pyType(value)}.`);
};

/** Estimated heap of a dictionary item. */
export const ITEM_BYTES = 64;

/** dict, OrderedDict or Counter made from nothing, from a dict, or from key and value pairs. */
export const makeDict =
  (type: PyDict['type']): PyCall =>
  (args, charge) => {
    const [from] = args;
    if (args.length > 1) throw complain(`${type} takes at most one argument, got ${args.length}.`);
    if (from === undefined) return new PyDict(type);
    // A pickler makes that dict for this purpose only, so its entries need no copy.
    if (from instanceof PyDict) return from.as(type);
    const dict = new PyDict(type);
    for (const pair of sequence(from, `the items of ${type}`)) {
      const items = sequence(pair, `an item of ${type}`);
      if (items.length !== 2) throw complain(`an item of ${type} has ${items.length} parts instead of 2.`);
      charge(ITEM_BYTES);
      setItem(dict, items[0]!, items[1]!);
    }
    return dict;
  };
