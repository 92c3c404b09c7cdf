/** Base of everything that is not a scalar, string or bytes. `type` is the Python name for messages. */
export class PyObject {
}
export class PyFloat extends PyObject {
    value;
    type = 'float';
    constructor(value) {
        super();
        this.value = value;
    }
}
export class PyList extends PyObject {
    items;
    type = 'list';
    constructor(items) {
        super();
        this.items = items;
    }
}
export class PyTuple extends PyObject {
    items;
    type = 'tuple';
    constructor(items) {
        super();
        this.items = items;
    }
}
export class PySet extends PyObject {
    type = 'set';
    #items = new Map();
    get size() {
        return this.#items.size;
    }
    /** Of equal numbers, strings, booleans and None the first stays; everything else equals itself alone. */
    add(item) {
        const hashed = isKey(item) ? hashKey(item) : item;
        if (!this.#items.has(hashed))
            this.#items.set(hashed, item);
    }
    items() {
        return this.#items.values();
    }
}
export const isKey = (value) => value === null || typeof value !== 'object' || value instanceof PyFloat;
/** Half of a surrogate pair, which no text of a pickle may hold by itself: what begins with it is no str. */
const NO_STR = '\ud800';
/**
 * A string that two keys share if and only if Python holds them equal: 1, 1.0 and True are one key, '1' is another.
 * Numbers become strings that do not look like numbers, because engines hash those with a secret seed; bare numbers
 * could be chosen so that they all collide. A str stays the very string that it is, whose hash is known after the
 * first time.
 */
const hashKey = (key) => {
    if (typeof key === 'string')
        return key;
    if (key === null)
        return `${NO_STR}None`;
    const number = key instanceof PyFloat ? key.value : Number(key);
    // Large integers that a float holds exactly equal that float; the others are told by their bits.
    const isExact = typeof key !== 'bigint' || (Number.isFinite(number) && BigInt(number) === key);
    return `${NO_STR}${isExact ? number : key.toString(16)}`;
};
const NO_ITEMS = new Map();
/** dict, OrderedDict and Counter alike. A Map: a key such as `__proto__` is a key like any other. */
export class PyDict extends PyObject {
    type;
    // Made on first use: every tensor of a pickle brings an empty dictionary of hooks.
    #items;
    constructor(type = 'dict') {
        super();
        this.type = type;
    }
    get size() {
        return this.#items?.size ?? 0;
    }
    get(key) {
        return this.#items?.get(hashKey(key))?.value;
    }
    /**
     * As Python: of equal keys the first stays, with the last value. Gives the key that was there, undefined if none.
     */
    set(key, value) {
        this.#items ??= new Map();
        const hashed = hashKey(key);
        const known = this.#items.get(hashed);
        if (!known)
            this.#items.set(hashed, { key, value });
        else
            known.value = value;
        return known?.key;
    }
    /** Keys and values in the order in which the keys came. */
    items() {
        return (this.#items ?? NO_ITEMS).values();
    }
}
export class PyFunction extends PyObject {
    name;
    call;
    type = 'function';
    constructor(name, call) {
        super();
        this.name = name;
        this.call = call;
    }
}
/** A name of the allow-list that is data itself, such as `torch.float32` or `torch.FloatStorage`. */
export class PyNamed extends PyObject {
    name;
    type = 'class';
    constructor(name) {
        super();
        this.name = name;
    }
}
export const isBuildable = (value) => value instanceof PyObject && 'build' in value && typeof value.build === 'function';
/** Python's name for the type of a value, for messages. */
export const pyType = (value) => {
    if (value === undefined)
        return 'nothing';
    if (value === null)
        return 'None';
    if (value instanceof Uint8Array)
        return 'bytes';
    if (value instanceof PyObject)
        return value.type;
    const names = { boolean: 'bool', number: 'int', bigint: 'int', string: 'str' };
    return names[typeof value] ?? typeof value;
};
/** A key as Python's `str()` writes it. */
export const pyKeyText = (key) => {
    if (key === null)
        return 'None';
    if (typeof key === 'boolean')
        return key ? 'True' : 'False';
    if (key instanceof PyFloat)
        return String(key.value);
    return String(key);
};
