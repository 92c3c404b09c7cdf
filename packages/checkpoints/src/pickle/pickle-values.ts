/**
 * What unpickling makes: plain data that mirrors Python's. Python ints are `number` (or `bigint` beyond 2^53) and
 * floats are `PyFloat`, because a shape of `2.0` must not pass for `2`. `bytes` are `Uint8Array`.
 */
export type PyValue = null | boolean | number | bigint | string | Uint8Array | PyObject;

/** Base of everything that is not a scalar, string or bytes. `type` is the Python name for messages. */
export abstract class PyObject {
  abstract readonly type: string;
}

export class PyFloat extends PyObject {
  readonly type = 'float';
  constructor(readonly value: number) {
    super();
  }
}

export class PyList extends PyObject {
  readonly type = 'list';
  constructor(readonly items: PyValue[]) {
    super();
  }
}

export class PyTuple extends PyObject {
  readonly type = 'tuple';
  constructor(readonly items: readonly PyValue[]) {
    super();
  }
}

export class PySet extends PyObject {
  readonly type = 'set';
  readonly #items = new Map<PyObject | Uint8Array | string, PyValue>();

  get size(): number {
    return this.#items.size;
  }

  /** Of equal numbers, strings, booleans and None the first stays; everything else equals itself alone. */
  add(item: PyValue): void {
    const hashed = isKey(item) ? hashKey(item) : item;
    if (!this.#items.has(hashed)) this.#items.set(hashed, item);
  }

  items(): Iterable<PyValue> {
    return this.#items.values();
  }
}

/** Keys of a Python dict that are accepted. */
export type PyKey = null | boolean | number | bigint | string | PyFloat;

export const isKey = (value: PyValue): value is PyKey =>
  value === null || typeof value !== 'object' || value instanceof PyFloat;

/** Half of a surrogate pair, which no text of a pickle may hold by itself: what begins with it is no str. */
const NO_STR = '\ud800';

/**
 * A string that two keys share if and only if Python holds them equal: 1, 1.0 and True are one key, '1' is another.
 * Numbers become strings that do not look like numbers, because engines hash those with a secret seed; bare numbers
 * could be chosen so that they all collide. A str stays the very string that it is, whose hash is known after the
 * first time.
 */
const hashKey = (key: PyKey): string => {
  if (typeof key === 'string') return key;
  if (key === null) return `${NO_STR}None`;
  const number = key instanceof PyFloat ? key.value : Number(key);
  // Large integers that a float holds exactly equal that float; the others are told by their bits.
  const isExact = typeof key !== 'bigint' || (Number.isFinite(number) && BigInt(number) === key);
  return `${NO_STR}${isExact ? number : (key as bigint).toString(16)}`;
};

interface DictItem {
  readonly key: PyKey;
  value: PyValue;
}

const NO_ITEMS: ReadonlyMap<string, DictItem> = new Map();

/** dict, OrderedDict and Counter alike. A Map: a key such as `__proto__` is a key like any other. */
export class PyDict extends PyObject {
  // Made on first use: every tensor of a pickle brings an empty dictionary of hooks.
  #items: Map<string, DictItem> | undefined;

  constructor(readonly type: 'dict' | 'OrderedDict' | 'Counter' = 'dict') {
    super();
  }

  get size(): number {
    return this.#items?.size ?? 0;
  }

  get(key: PyKey): PyValue | undefined {
    return this.#items?.get(hashKey(key))?.value;
  }

  /**
   * As Python: of equal keys the first stays, with the last value. Gives the key that was there, undefined if none.
   */
  set(key: PyKey, value: PyValue): PyKey | undefined {
    this.#items ??= new Map();
    const hashed = hashKey(key);
    const known = this.#items.get(hashed);
    if (!known) this.#items.set(hashed, { key, value });
    else known.value = value;
    return known?.key;
  }

  /** Keys and values in the order in which the keys came. */
  items(): Iterable<DictItem> {
    return (this.#items ?? NO_ITEMS).values();
  }
}

/**
 * What a callable of the allow-list does. It builds plain data from its arguments and reaches nothing else. Work
 * that grows with an argument is paid for with `charge`, because one argument can be passed a million times.
 */
export type PyCall = (args: readonly PyValue[], charge: (bytes: number) => void) => PyValue;

export class PyFunction extends PyObject {
  readonly type = 'function';
  constructor(
    readonly name: string,
    readonly call: PyCall,
  ) {
    super();
  }
}

/** A name of the allow-list that is data itself, such as `torch.float32` or `torch.FloatStorage`. */
export class PyNamed extends PyObject {
  readonly type: string = 'class';
  constructor(readonly name: string) {
    super();
  }
}

/** An object that accepts the state a BUILD opcode brings. */
export interface Buildable {
  build(state: PyValue): void;
}

export const isBuildable = (value: PyValue): value is PyObject & Buildable =>
  value instanceof PyObject && 'build' in value && typeof value.build === 'function';

/** Python's name for the type of a value, for messages. */
export const pyType = (value: PyValue | undefined): string => {
  if (value === undefined) return 'nothing';
  if (value === null) return 'None';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof PyObject) return value.type;
  const names: Record<string, string> = { boolean: 'bool', number: 'int', bigint: 'int', string: 'str' };
  return names[typeof value] ?? typeof value;
};

/** A key as Python's `str()` writes it. */
export const pyKeyText = (key: PyKey): string => {
  if (key === null) return 'None';
  if (typeof key === 'boolean') return key ? 'True' : 'False';
  if (key instanceof PyFloat) return String(key.value);
  return String(key);
};
