import type { backend_util, DataType, TensorInfo } from '@tensorflow/tfjs-core';

/** Where a tensor's elements lie in the WebAssembly memory. */
export interface Place {
  readonly address: number;
  /** In elements. */
  readonly length: number;
}

/** Reads the elements at a place. */
export type ViewAt = (place: Place, dtype: DataType) => backend_util.TypedArray;

/**
 * A tensor's elements: in the WebAssembly memory, or in JavaScript until a kernel of ours needs them. It has the fields of
 * `TensorData` of tfjs-backend-cpu 4.22.0 (`backend_cpu.ts`), whose kernels read `values` without knowing.
 */
export class TensorData {
  readonly dtype: DataType;
  refCount: number;
  /** The parts of a complex tensor, which has no elements of its own. */
  complexTensorInfos?: { real: TensorInfo; imag: TensorInfo };
  #place: Place | undefined;
  #values: backend_util.BackendValues | undefined;
  readonly #viewAt: ViewAt;

  constructor(
    dtype: DataType,
    refCount: number,
    contents: Place | backend_util.BackendValues | undefined,
    viewAt: ViewAt,
  ) {
    this.dtype = dtype;
    this.refCount = refCount;
    this.#viewAt = viewAt;
    if (contents && 'address' in contents) this.#place = contents;
    else this.#values = contents;
  }

  get place(): Place | undefined {
    return this.#place;
  }

  /** A view on the memory, good until the memory grows; or the JavaScript array. */
  get values(): backend_util.BackendValues | undefined {
    return this.#place ? this.#viewAt(this.#place, this.dtype) : this.#values;
  }

  /** From now on the elements lie there. */
  moveTo(place: Place): void {
    this.#place = place;
    this.#values = undefined;
  }
}
