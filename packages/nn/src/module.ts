import type { NamedTensor, StateDict } from '@srkit/checkpoints';
import { CheckpointError, ConfigError, refuseUnknownKeys } from '@srkit/core';
import { Parameter, type ParameterOptions } from './parameter';
import { StateBuffer, type StateBufferOptions } from './state-buffer';
import type { Place, StateEntry } from './state-entry';

export interface ModuleOptions {
  /** Seed of the initial values; only the outermost module's counts. Default 0. */
  readonly seed?: number;
  /**
   * `true` makes each variable on first use or by `loadStateDict`, so that a network that is filled from a
   * checkpoint is not initialised for nothing. Default false: variables exist from the start, as
   * `tf.variableGrads` and `optimizer.minimize` expect. Only the outermost module's counts.
   */
  readonly deferred?: boolean;
}

/** Where a module that is being built stands in its network. */
interface Scope {
  readonly root: Module;
  /** Path of the module with a final dot; empty for the root. */
  readonly prefix: string;
}

/** The place of the sub-module that `child` is building; undefined outside of it. */
let building: Scope | undefined;

/** Names and official shapes: a state_dict, or the listing of a checkpoint that was not read yet. */
type Shapes = ReadonlyMap<string, { readonly shape: readonly number[] }>;

export interface LoadOptions {
  /**
   * `true` (default): names and shapes must match exactly. `false`: entries that are missing, unexpected or of
   * another shape are skipped, as PyTorch training resumes from another scale.
   */
  readonly strict?: boolean;
}

export interface LoadReport {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  /** `name is AxB, expected CxD`. */
  readonly misshapen: readonly string[];
}

/** How many names of one kind an error lists before it counts the rest. */
const NAMES_IN_ERROR = 12;

const label = (shape: readonly number[]): string => (shape.length === 0 ? 'a scalar' : shape.join('x'));

const listed = (title: string, names: readonly string[]): string => {
  if (names.length === 0) return '';
  const shown = names.slice(0, NAMES_IN_ERROR).join(', ');
  const rest = names.length > NAMES_IN_ERROR ? ` and ${names.length - NAMES_IN_ERROR} more` : '';
  return `\n  ${title} (${names.length}): ${shown}${rest}`;
};

/** A module's own `child`, handed to a function that declares sub-modules for it. */
export type AddChild = <M extends Module>(name: string, build: () => M) => M;

/** Callers in JavaScript forget `await`, or give an object where a map is meant. */
const checkStateDict = (path: string, state: unknown): void => {
  if (state instanceof Map) return;
  const given = state instanceof Promise ? 'a promise; await it' : `no Map but ${typeof state}`;
  throw new ConfigError(
    'E_CONFIG_STATE_DICT',
    `${path}: the state_dict is ${given}. Expected a Map from names to tensors, as stateDict() and loadStateDict of @srkit/checkpoints give it.`,
  );
};

let instances = 0;

/**
 * A network or a part of one. Parameters and buffers are `tf.Variable`s; their paths are the official state_dict names.
 * Outermost modules get a label (`RRDBNet_3`) that makes the variables' names unique in tfjs.
 */
export abstract class Module {
  /** Name in errors and in variable names; a literal, because bundlers rename classes. */
  abstract readonly typeName: string;
  readonly #seed: number;
  readonly #deferred: boolean;
  readonly #scope: Scope;
  readonly #id = ++instances;
  readonly #parameters = new Map<string, Parameter>();
  readonly #buffers = new Map<string, StateBuffer>();
  readonly #children = new Map<string, Module>();
  #training = true;
  #isDisposed = false;

  constructor(options: ModuleOptions = {}) {
    refuseUnknownKeys('Module', options, ['seed', 'deferred']);
    const { seed = 0, deferred = false } = options;
    this.#seed = seed;
    this.#deferred = deferred;
    this.#scope = building ?? { root: this, prefix: '' };
  }

  /** Builds a sub-module under `name`; a function, so that the sub-module knows its path while it is built. */
  protected child<M extends Module>(name: string, build: () => M): M {
    const outer = building;
    building = { root: this.#scope.root, prefix: `${this.#scope.prefix}${name}.` };
    try {
      const module = build();
      this.#children.set(name, module);
      return module;
    } finally {
      building = outer;
    }
  }

  #place(name: string): Place {
    const { root, prefix } = this.#scope;
    const path = prefix + name;
    return {
      path,
      network: root.typeName,
      variableName: `${root.typeName}_${root.#id}/${path}`,
      seed: root.#seed,
      deferred: root.#deferred,
    };
  }

  /** Declares a parameter under `name`. */
  protected parameter(name: string, options: ParameterOptions): Parameter {
    const parameter = new Parameter(options, this.#place(name));
    this.#parameters.set(name, parameter);
    return parameter;
  }

  /** Declares a buffer under `name`: state that is in the state_dict but not trained. */
  protected buffer(name: string, options: StateBufferOptions): StateBuffer {
    const buffer = new StateBuffer(options, this.#place(name));
    this.#buffers.set(name, buffer);
    return buffer;
  }

  /** What the names of its state begin with, without the final dot: `body.0.rdb1.conv1`; empty for the outermost. */
  get statePath(): string {
    return this.#scope.prefix.slice(0, -1);
  }

  /** Where this module stands, for errors: `RRDBNet.body.0.rdb1.conv1`. */
  get path(): string {
    const { root } = this.#scope;
    return this.statePath ? `${root.typeName}.${this.statePath}` : root.typeName;
  }

  /** Training mode, PyTorch's meaning and default: batch statistics and power iterations are updated by `forward`. */
  get training(): boolean {
    return this.#training;
  }

  /** Sets training mode here and in all sub-modules. */
  train(mode = true): this {
    this.#training = mode;
    for (const module of this.#children.values()) module.train(mode);
    return this;
  }

  /** Sets evaluation mode here and in all sub-modules. */
  eval(): this {
    return this.train(false);
  }

  /**
   * Freezes (`false`) or frees every parameter: frozen variables are not `trainable`, so `tf.variableGrads` and
   * `optimizer.minimize` leave them out. Gradients still flow through the module to its input.
   */
  requiresGrad(value: boolean): this {
    for (const [, parameter] of this.namedParameters()) parameter.requiresGrad = value;
    return this;
  }

  /** Parameters (what is learned) with their official names, in the official order. */
  *namedParameters(prefix = ''): Generator<[name: string, parameter: Parameter]> {
    for (const [name, parameter] of this.#parameters) yield [prefix + name, parameter];
    for (const [name, module] of this.#children) yield* module.namedParameters(`${prefix}${name}.`);
  }

  /** Buffers (what is kept but not learned) with their official names, in the official order. */
  *namedBuffers(prefix = ''): Generator<[name: string, buffer: StateBuffer]> {
    for (const [name, buffer] of this.#buffers) yield [prefix + name, buffer];
    for (const [name, module] of this.#children) yield* module.namedBuffers(`${prefix}${name}.`);
  }

  /** All entries of the state_dict in PyTorch's order: of each module parameters, buffers, then sub-modules. */
  *namedState(prefix = ''): Generator<[name: string, entry: StateEntry]> {
    for (const [name, parameter] of this.#parameters) yield [prefix + name, parameter];
    for (const [name, buffer] of this.#buffers) yield [prefix + name, buffer];
    for (const [name, module] of this.#children) yield* module.namedState(`${prefix}${name}.`);
  }

  /** Number of learned values. */
  get parameterCount(): number {
    let count = 0;
    for (const [, parameter] of this.namedParameters()) count += parameter.size;
    return count;
  }

  /** What would not fit if `state` were loaded. */
  compare(state: Shapes): LoadReport {
    const missing: string[] = [];
    const misshapen: string[] = [];
    const known = new Set<string>();
    for (const [name, { shape }] of this.namedState()) {
      known.add(name);
      const given = state.get(name)?.shape;
      if (!given) missing.push(name);
      else if (label(given) !== label(shape)) {
        misshapen.push(`'${name}' is ${label(given)}, expected ${label(shape)}`);
      }
    }
    const unexpected = [...state.keys()].filter((name) => !known.has(name) && !this.ignores(name));
    return { missing, misshapen, unexpected };
  }

  /** True for an entry that official files carry beside this module's own and that is not needed here. */
  protected ignores(_name: string): boolean {
    return false;
  }

  /** Compares, and refuses what does not fit where that is asked for. */
  #fitting(state: Shapes, { strict = true }: LoadOptions): LoadReport {
    const report = this.compare(state);
    const { missing, misshapen, unexpected } = report;
    if (strict && missing.length + misshapen.length + unexpected.length > 0) {
      const hint = this.loadHint(state);
      throw new CheckpointError(
        misshapen.length > 0 ? 'E_CHECKPOINT_SHAPE' : 'E_CHECKPOINT_KEYS',
        `${this.path}: the state_dict does not fit.${listed('misshapen', misshapen)}${listed('missing', missing)}${listed('unexpected', unexpected)}${hint ? `\n  ${hint}` : ''}`,
      );
    }
    return report;
  }

  /**
   * Copies a state_dict in official layout into parameters and buffers (any stored dtype; computed as float32).
   *
   * @throws CheckpointError `E_CHECKPOINT_SHAPE` or `E_CHECKPOINT_KEYS` listing every missing, unexpected and
   *   misshapen name, unless `strict` is false. Nothing is changed when it throws.
   */
  loadStateDict(state: StateDict, options: LoadOptions = {}): LoadReport {
    refuseUnknownKeys(`${this.path}.loadStateDict`, options, ['strict']);
    checkStateDict(this.path, state);
    const report = this.#fitting(state, options);
    for (const [name, entry] of this.namedState()) {
      const given = state.get(name);
      if (given && label(given.shape) === label(entry.shape)) entry.loadTensor(given);
    }
    return report;
  }

  /**
   * Copies the tensors of a state_dict as they come, so that none is held longer than it takes: a large network is loaded
   * in little more memory than its own.
   *
   * @param shapes Names and shapes of all that will come.
   * @param tensors By their official names, in any order.
   * @throws CheckpointError as `loadStateDict`, before the first tensor is asked for. What `tensors` throws comes through,
   *   and leaves those changed that came before.
   */
  async loadEach(
    shapes: Shapes,
    tensors: AsyncIterable<NamedTensor>,
    options: LoadOptions = {},
  ): Promise<LoadReport> {
    refuseUnknownKeys(`${this.path}.loadEach`, options, ['strict']);
    const report = this.#fitting(shapes, options);
    const entries = new Map(this.namedState());
    for await (const given of tensors) {
      const entry = entries.get(given.name);
      if (entry && label(given.shape) === label(entry.shape)) entry.loadTensor(given);
    }
    return report;
  }

  /** A sentence on what the misfit probably means and what to do; empty when nothing is known. */
  protected loadHint(_state: Shapes): string {
    return '';
  }

  /** Parameters and buffers as a state_dict in official names and layout: float32, counters I64. */
  async stateDict(): Promise<StateDict> {
    const state: StateDict = new Map();
    for (const [name, entry] of this.namedState()) state.set(name, await entry.readTensor(name));
    return state;
  }

  /** Whether it was disposed of, and not reset since. */
  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Frees every variable, of sub-modules too. Using the module afterwards throws a ConfigError `E_CONFIG_DISPOSED`. */
  dispose(): void {
    this.#isDisposed = true;
    for (const entry of this.#ownState()) entry.dispose();
    for (const module of this.#children.values()) module.dispose();
  }

  /** Starts again from the initial values, also after `dispose`. What depends on the seed is the same as before. */
  reset(): this {
    this.#isDisposed = false;
    for (const entry of this.#ownState()) entry.reset();
    for (const module of this.#children.values()) module.reset();
    return this;
  }

  #ownState(): StateEntry[] {
    return [...this.#parameters.values(), ...this.#buffers.values()];
  }
}
