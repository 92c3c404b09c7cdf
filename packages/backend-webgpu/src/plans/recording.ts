import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { roundedSize } from '../buffer-pool';
import type { DataId } from '../tfjs-4.22/stock-backend';
import { arenaOf } from './arena';

const FLOAT_BYTES = 4;

/** Numbers that a shader is told, on the device. */
export interface Uniforms {
  readonly buffer: GPUBuffer;
  readonly bytes: number;
}

/** A dispatch as it was begun: written tensors first, then those that are read, then uniforms. */
export interface Begun {
  readonly pipeline: GPUComputePipeline;
  readonly tensors: readonly TensorInfo[];
  /** How many of them are written. */
  readonly written: number;
  readonly uniforms: Uniforms;
  readonly groups: readonly [number, number, number];
}

/** Where a tensor lies when the dispatches run again: in a buffer of the plan's, or where it lies now. */
export type Location =
  | { readonly place: number; readonly bytes: number }
  | { readonly dataId: DataId; readonly bytes: number };

/** What has to be done for the same result from other inputs. */
export interface Recipe {
  readonly dispatches: readonly (Omit<Begun, 'tensors' | 'written'> & {
    readonly tensors: readonly Location[];
  })[];
  /** Bytes of the plan's buffers. */
  readonly buffers: readonly number[];
  /** undefined: that input is not used. */
  readonly inputs: readonly (Location | undefined)[];
  readonly outputs: readonly { readonly location: Location; readonly shape: readonly number[] }[];
  /** Everything it reads that is not its own. */
  readonly weights: readonly DataId[];
  /** Tensors that came from the host on the way, each referenced once by the recipe. */
  readonly constants: readonly DataId[];
  /** Numbers that nobody else uses. */
  readonly uniforms: readonly GPUBuffer[];
  /** Of all its buffers. */
  readonly bytes: number;
}

interface Seen {
  readonly info: TensorInfo;
  readonly origin: 'input' | 'weight' | 'constant' | 'made';
  /** Numbers of dispatches; -1: before the first. */
  readonly first: number;
  last: number;
}

const bytesOf = ({ shape }: TensorInfo): number => FLOAT_BYTES * util.sizeFromShape([...shape]);

/**
 * Writes down the dispatches of a computation while it runs as always. What it reads must be among the inputs and weights, be
 * made on the way, or come from the host on the way: values of the host cannot depend on the inputs, because those are on
 * the device only, and a computation that reads from there is refused.
 */
export class Recording {
  readonly #inputs: readonly TensorInfo[];
  readonly #weights: ReadonlySet<DataId>;
  readonly #created = new Set<DataId>();
  readonly #seen = new Map<DataId, Seen>();
  readonly #dispatches: Begun[] = [];
  readonly constants: DataId[] = [];
  readonly uniforms: Uniforms[] = [];
  #isRefused = false;

  constructor(inputs: readonly TensorInfo[], weights: readonly DataId[]) {
    this.#inputs = inputs;
    this.#weights = new Set(weights);
    for (const info of inputs) {
      // One that is given twice may be two the next time.
      if (this.#seen.has(info.dataId)) this.refuse();
      this.#seen.set(info.dataId, { info, origin: 'input', first: -1, last: -1 });
      if (info.dtype !== 'float32' || this.#weights.has(info.dataId)) this.refuse();
    }
  }

  /** What was seen since cannot be done again from other inputs. */
  refuse(): void {
    this.#isRefused = true;
  }

  /** A tensor was made, without values or with values of the host. */
  created(dataId: DataId): void {
    this.#created.add(dataId);
  }

  /** @returns Whether the tensor, whose values came from the host, belongs to the recording, which is to be given a reference. */
  uploaded(dataId: DataId): boolean {
    const isConstant = this.#created.has(dataId) && !this.#seen.has(dataId);
    if (isConstant) this.constants.push(dataId);
    return isConstant;
  }

  dispatched(begun: Begun): void {
    const number = this.#dispatches.push(begun) - 1;
    for (const [i, info] of begun.tensors.entries()) this.#use(info, i < begun.written, number);
  }

  #use(info: TensorInfo, isWritten: boolean, number: number): void {
    const { dataId } = info;
    const known = this.#seen.get(dataId);
    if (known) {
      known.last = number;
      if (isWritten && known.origin !== 'made') this.refuse();
      return;
    }
    const origin = this.#weights.has(dataId)
      ? 'weight'
      : this.constants.includes(dataId)
        ? 'constant'
        : 'made';
    // A result begins by being written. Anything else is somebody's whom nobody knows.
    if (isWritten !== (origin === 'made') || (isWritten && !this.#created.has(dataId))) this.refuse();
    this.#seen.set(dataId, { info, origin, first: number, last: number });
  }

  /** @returns undefined where the computation cannot be done again from what was seen. */
  finish(outputs: readonly TensorInfo[]): Recipe | undefined {
    const end = this.#dispatches.length;
    for (const { dataId, dtype } of outputs) {
      const seen = this.#seen.get(dataId);
      if (!seen || dtype !== 'float32') return undefined;
      seen.last = end;
    }
    if (this.#isRefused) return undefined;
    const own = [...this.#seen.values()].filter(
      ({ origin, last }) => origin === 'made' || (origin === 'input' && last >= 0),
    );
    const { buffers, places } = arenaOf(
      own.map(({ info, first, last }) => ({ bytes: bytesOf(info), first, last })),
    );
    const placeOf = new Map(own.map(({ info: { dataId } }, i) => [dataId, places[i] as number]));
    const locate = (info: TensorInfo): Location => {
      const place = placeOf.get(info.dataId);
      const bytes = bytesOf(info);
      return place === undefined ? { dataId: info.dataId, bytes } : { place, bytes };
    };
    const constants = [...this.#seen.values()].filter(({ origin }) => origin === 'constant');
    const sizes = [
      ...[...buffers, ...constants.map(({ info }) => bytesOf(info))].map(roundedSize),
      ...this.uniforms.map(({ buffer }) => buffer.size),
    ];
    return {
      dispatches: this.#dispatches.map(({ pipeline, tensors, uniforms, groups }) => ({
        ...{ pipeline, uniforms, groups },
        tensors: tensors.map(locate),
      })),
      buffers,
      inputs: this.#inputs.map((info) => (placeOf.has(info.dataId) ? locate(info) : undefined)),
      outputs: outputs.map((info) => ({ location: locate(info), shape: info.shape })),
      weights: [...this.#seen.values()]
        .filter(({ origin }) => origin === 'weight')
        .map(({ info }) => info.dataId),
      constants: this.constants,
      uniforms: this.uniforms.map(({ buffer }) => buffer),
      bytes: sizes.reduce((sum, bytes) => sum + bytes, 0),
    };
  }
}
