import { type NamedTensor, type StateDict, toFloat32 } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import { Parameter, type ParameterOptions } from './parameter';

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

let instances = 0;

/**
 * A network or a part of one. Parameters are `tf.Variable`s; their paths are the official state_dict names.
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
  readonly #children = new Map<string, Module>();

  constructor({ seed = 0, deferred = false }: ModuleOptions = {}) {
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

  /** Declares a parameter under `name`. */
  protected parameter(name: string, options: ParameterOptions): Parameter {
    const { root, prefix } = this.#scope;
    const path = prefix + name;
    const parameter = new Parameter(options, {
      path,
      variableName: `${root.typeName}_${root.#id}/${path}`,
      seed: root.#seed,
      deferred: root.#deferred,
    });
    this.#parameters.set(name, parameter);
    return parameter;
  }

  /** Parameters with their official names, in the official order. */
  *namedParameters(prefix = ''): Generator<[name: string, parameter: Parameter]> {
    for (const [name, parameter] of this.#parameters) yield [prefix + name, parameter];
    for (const [name, module] of this.#children) yield* module.namedParameters(`${prefix}${name}.`);
  }

  /** Number of learned values. */
  get parameterCount(): number {
    let count = 0;
    for (const [, parameter] of this.namedParameters()) count += parameter.size;
    return count;
  }

  /** What would not fit if `state` were loaded. */
  compare(state: ReadonlyMap<string, { readonly shape: readonly number[] }>): LoadReport {
    const missing: string[] = [];
    const misshapen: string[] = [];
    const known = new Set<string>();
    for (const [name, { shape }] of this.namedParameters()) {
      known.add(name);
      const given = state.get(name)?.shape;
      if (!given) missing.push(name);
      else if (label(given) !== label(shape)) {
        misshapen.push(`'${name}' is ${label(given)}, expected ${label(shape)}`);
      }
    }
    return { missing, misshapen, unexpected: [...state.keys()].filter((name) => !known.has(name)) };
  }

  /**
   * Copies a state_dict in official layout into the parameters (any stored dtype; computed as float32).
   *
   * @throws CheckpointError `E_CHECKPOINT_SHAPE` or `E_CHECKPOINT_KEYS` listing every missing, unexpected and
   *   misshapen name, unless `strict` is false. Nothing is changed when it throws.
   */
  loadStateDict(state: StateDict, { strict = true }: LoadOptions = {}): LoadReport {
    const report = this.compare(state);
    const { missing, misshapen, unexpected } = report;
    if (strict && missing.length + misshapen.length + unexpected.length > 0) {
      const hint = this.loadHint(state);
      throw new CheckpointError(
        misshapen.length > 0 ? 'E_CHECKPOINT_SHAPE' : 'E_CHECKPOINT_KEYS',
        `${this.typeName}: the state_dict does not fit.${listed('misshapen', misshapen)}${listed('missing', missing)}${listed('unexpected', unexpected)}${hint ? `\n  ${hint}` : ''}`,
      );
    }
    for (const [name, parameter] of this.namedParameters()) {
      const given = state.get(name);
      if (given && label(given.shape) === label(parameter.shape)) parameter.load(toFloat32(given));
    }
    return report;
  }

  /** A sentence on what the misfit probably means and what to do; empty when nothing is known. */
  protected loadHint(_state: StateDict): string {
    return '';
  }

  /** The parameters as a float32 state_dict in official names and layout. */
  async stateDict(): Promise<StateDict> {
    const state = new Map<string, NamedTensor>();
    for (const [name, parameter] of this.namedParameters()) {
      state.set(name, { name, dtype: 'F32', shape: parameter.shape, data: await parameter.read() });
    }
    return state;
  }

  /** Frees every variable. The module can be used again and then starts from its initial values. */
  dispose(): void {
    for (const [, parameter] of this.namedParameters()) parameter.dispose();
  }
}
