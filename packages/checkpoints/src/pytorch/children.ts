import { PyDict, PyList, PySet, PyTuple, type PyValue, pyKeyText } from '../pickle/pickle-values';

/** Key and value of everything directly inside a container, keys as text; undefined if it is not a container. */
export const childrenOf = (value: PyValue | undefined): Iterable<readonly [string, PyValue]> | undefined => {
  if (value instanceof PyDict) return dictChildren(value);
  if (value instanceof PyList || value instanceof PyTuple || value instanceof PySet)
    return itemChildren(value.items);
  return undefined;
};

function* dictChildren(dict: PyDict): Generator<readonly [string, PyValue]> {
  for (const [key, value] of dict.entries) yield [pyKeyText(key), value];
}

function* itemChildren(items: readonly PyValue[]): Generator<readonly [string, PyValue]> {
  for (let i = 0; i < items.length; i++) yield [String(i), items[i]!];
}
