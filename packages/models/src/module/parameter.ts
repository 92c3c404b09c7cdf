import { keep, type Tensor, tensor, tidy, type Variable, variable } from '@tensorflow/tfjs-core';
import { type Initialiser, uniformStream } from './initialiser';
import { type Layout, tfjsShape, toOfficial, toTfjs } from './layout';

export interface ParameterOptions {
  /** Official (PyTorch) shape. */
  readonly shape: readonly number[];
  readonly layout: Layout;
  readonly init: Initialiser;
  /** Inputs of one output unit; sets the spread of the initial values. */
  readonly fanIn: number;
}

/** Where a parameter stands in its network. */
export interface Place {
  /** The official name, `body.0.rdb1.conv1.weight`. */
  readonly path: string;
  /** Unique name for tfjs, which allows every variable name once: the network's label, a slash and the path. */
  readonly variableName: string;
  readonly seed: number;
  /** See `ModuleOptions.deferred`. */
  readonly deferred: boolean;
}

/** One learned array, held in a `tf.Variable`. */
export class Parameter {
  readonly shape: readonly number[];
  readonly layout: Layout;
  readonly #init: Initialiser;
  readonly #fanIn: number;
  readonly #place: Place;
  #variable: Variable | undefined;

  constructor(options: ParameterOptions, place: Place) {
    this.shape = options.shape;
    this.layout = options.layout;
    this.#init = options.init;
    this.#fanIn = options.fanIn;
    this.#place = place;
    // tf.variableGrads takes the variables that exist before the function runs, so they are made here.
    if (!place.deferred) this.#initialise();
  }

  #initialise(): void {
    const { path, seed } = this.#place;
    this.load(this.#init(this.size, this.#fanIn, uniformStream(seed, path)));
  }

  get size(): number {
    return this.shape.reduce((product, side) => product * side, 1);
  }

  /** The variable in tfjs's layout, made with its initial values if there is none yet. */
  get variable(): Variable {
    if (!this.#variable) this.#initialise();
    return this.#variable as Variable;
  }

  /** Sets the values, given in official order and of exactly `size` elements. */
  load(official: Float32Array): void {
    const values = toTfjs(official, this.shape, this.layout);
    tidy(() => {
      const value = tensor(values, tfjsShape(this.shape, this.layout), 'float32');
      if (this.#variable) this.#variable.assign(value);
      else this.#variable = keep(variable(value, true, this.#place.variableName)) as Variable;
    });
  }

  /** The values in official order. */
  async read(): Promise<Float32Array> {
    return this.toOfficial(this.variable);
  }

  /** Reads a tensor that has this parameter's tfjs shape (its gradient, say) in official order. */
  async toOfficial(value: Tensor): Promise<Float32Array> {
    return toOfficial((await value.data()) as Float32Array, this.shape, this.layout);
  }

  dispose(): void {
    this.#variable?.dispose();
    this.#variable = undefined;
  }
}
