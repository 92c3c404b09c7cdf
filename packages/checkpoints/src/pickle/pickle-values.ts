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
  constructor(readonly items: PyValue[]) {
    super();
  }
}

/** Keys of a Python dict that are accepted; floats are kept as numbers. */
export type PyKey = null | boolean | number | bigint | string;

const NO_ENTRIES: ReadonlyMap<PyKey, PyValue> = new Map();

/** dict, OrderedDict and Counter alike. A Map: a key such as `__proto__` is a key like any other. */
export class PyDict extends PyObject {
  // Made on first use: every tensor of a pickle brings an empty dictionary of hooks.
  #entries: Map<PyKey, PyValue> | undefined;

  constructor(
    readonly type: 'dict' | 'OrderedDict' | 'Counter' = 'dict',
    entries?: Map<PyKey, PyValue>,
  ) {
    super();
    this.#entries = entries;
  }

  get entries(): ReadonlyMap<PyKey, PyValue> {
    return this.#entries ?? NO_ENTRIES;
  }

  set(key: PyKey, value: PyValue): void {
    this.#entries ??= new Map();
    this.#entries.set(key, value);
  }

  /** The same entries under another type; used for a dict that was made to be an argument only. */
  as(type: PyDict['type']): PyDict {
    return new PyDict(type, this.#entries);
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
  return String(key);
};
