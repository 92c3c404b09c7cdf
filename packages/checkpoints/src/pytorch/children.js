import { PyDict, PyList, PySet, PyTuple, pyKeyText } from '../pickle/pickle-values';
/** Key and value of everything directly inside a container, keys as text; undefined if it is not a container. */
export const childrenOf = (value) => {
    if (value instanceof PyDict)
        return dictChildren(value);
    if (value instanceof PyList || value instanceof PyTuple)
        return itemChildren(value.items);
    if (value instanceof PySet)
        return itemChildren(value.items());
    return undefined;
};
function* dictChildren(dict) {
    for (const { key, value } of dict.items())
        yield [pyKeyText(key), value];
}
function* itemChildren(items) {
    let i = 0;
    for (const item of items)
        yield [String(i++), item];
}
