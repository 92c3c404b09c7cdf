import { type NamedTensor, toFloat32 } from '@srkit/checkpoints';
import { ConfigError, DeviceError } from '@srkit/core';
import { placeOnDevice } from '@srkit/ops';
import {
  backend,
  type DataType,
  keep,
  type Tensor,
  tensor,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import { type Initialiser, uniformStream } from './initialiser';
import { type Layout, tfjsShape, toOfficial, toTfjs } from './layout';

/** Where an entry of a state_dict stands in its network. */
export interface Place {
  /** The official name, `body.0.rdb1.conv1.weight`. */
  readonly path: string;
  /** The outermost module's type, for errors. */
  readonly network: string;
  /** Unique name for tfjs, which allows every variable name once: the network's label, a slash and the path. */
  readonly variableName: string;
  readonly seed: number;
  /** See `ModuleOptions.deferred`. */
  readonly deferred: boolean;
}

export interface StateEntryOptions {
  /** Official (PyTorch) shape. */
  readonly shape: readonly number[];
  readonly layout: Layout;
  readonly init: Initialiser;
  /** Inputs of one output unit; sets the spread of the initial values. */
  readonly fanIn: number;
  readonly dtype: 'float32' | 'int32';
  readonly trainable: boolean;
}

/** Throws a `DeviceError` in words, where tfjs speaks of its registry, when there is no backend to hold a tensor. */
const requireBackend = (): void => {
  try {
    backend();
  } catch (cause) {
    throw new DeviceError(
      'E_DEVICE_BACKEND',
      "TensorFlow.js has no backend that is ready. Import one, such as '@srkit/backend-wasm', and await tf.setBackend('srkit-wasm') before networks are made or loaded.",
      { cause },
    );
  }
};

/** One array of a state_dict, held in a `tf.Variable`: what parameters and buffers have in common. */
export abstract class StateEntry {
  readonly shape: readonly number[];
  readonly layout: Layout;
  readonly #options: StateEntryOptions;
  readonly #place: Place;
  #trainable: boolean;
  #variable: Variable | undefined;
  #isDisposed = false;

  constructor(options: StateEntryOptions, place: Place) {
    this.shape = options.shape;
    this.layout = options.layout;
    this.#options = options;
    this.#place = place;
    this.#trainable = options.trainable;
    // tf.variableGrads takes the variables that exist before the function runs, so they are made here.
    if (!place.deferred) this.#initialise();
  }

  #initialise(): void {
    this.#refuseDisposed();
    const { path, seed } = this.#place;
    const { init, fanIn } = this.#options;
    this.load(init(this.size, fanIn, uniformStream(seed, path)));
  }

  /** The official name in the network that it is part of: `body.0.rdb1.conv1.weight`. */
  get path(): string {
    return this.#place.path;
  }

  get size(): number {
    return this.shape.reduce((product, side) => product * side, 1);
  }

  /**
   * The variable in tfjs's layout, made with its initial values if there is none yet.
   *
   * @throws ConfigError `E_CONFIG_DISPOSED` after `dispose`.
   */
  get variable(): Variable {
    if (!this.#variable) this.#initialise();
    return this.#variable as Variable;
  }

  /** Whether `tf.variableGrads` and optimisers take the variable when no list is given to them. */
  get trainable(): boolean {
    return this.#trainable;
  }

  protected setTrainable(trainable: boolean): void {
    this.#trainable = trainable;
    if (this.#variable) this.#variable.trainable = trainable;
  }

  /** Sets the values, given in official order and of exactly `size` elements. */
  load(official: Float32Array | Int32Array): void {
    this.#refuseDisposed();
    requireBackend();
    const values = official instanceof Float32Array ? toTfjs(official, this.shape, this.layout) : official;
    tidy(() => {
      const dtype: DataType = this.#options.dtype;
      const value = tensor(values, tfjsShape(this.shape, this.layout), dtype);
      if (this.#variable) this.#variable.assign(value);
      else
        this.#variable = keep(variable(value, this.#trainable, this.#place.variableName, dtype)) as Variable;
      // A large network is loaded in little more than its own memory: it is not held twice until it is used.
      placeOnDevice(this.#variable);
    });
  }

  /** Sets the values from a checkpoint's tensor of the same shape, of any stored dtype. */
  loadTensor(given: NamedTensor): void {
    this.load(toFloat32(given));
  }

  /** The values in official order. */
  async read(): Promise<Float32Array> {
    return this.toOfficial(this.variable);
  }

  /** The values as a checkpoint stores them, under `name`. */
  async readTensor(name: string): Promise<NamedTensor> {
    return { name, dtype: 'F32', shape: this.shape, data: await this.read() };
  }

  /** Reads a tensor that has this entry's tfjs shape (a parameter's gradient, say) in official order. */
  async toOfficial(value: Tensor): Promise<Float32Array> {
    return toOfficial((await value.data()) as Float32Array, this.shape, this.layout);
  }

  /** A tensor of this entry's tfjs shape (an optimiser's average, say) from values in official order; the caller's. */
  fromOfficial(official: Float32Array): Tensor {
    return tensor(toTfjs(official, this.shape, this.layout), tfjsShape(this.shape, this.layout), 'float32');
  }

  #refuseDisposed(): void {
    if (!this.#isDisposed) return;
    const { network, path } = this.#place;
    throw new ConfigError(
      'E_CONFIG_DISPOSED',
      `${network}: '${path}' was freed by dispose(). Load or build the network again; reset() starts this one from its initial values.`,
    );
  }

  /** Frees the variable; whatever asks for it afterwards throws. */
  dispose(): void {
    this.#variable?.dispose();
    this.#variable = undefined;
    this.#isDisposed = true;
  }

  /** Starts again from the initial values, also after `dispose`. */
  reset(): void {
    this.#isDisposed = false;
    // Where there is none the first use makes it, if that is how the network was built.
    if (this.#variable || !this.#place.deferred) this.#initialise();
  }
}
