import { DeviceError } from '@srkit/core';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { type backend_util, type DataId, type DataType, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { DerivedData } from './derived-data';
import { Heap } from './memory/heap';
import { HEAP_ADDRESS } from './memory/memory-map';
import { TensorData } from './tfjs-4.22/tensor-data';
import { JobParams } from './threads/job';
import type { Platform } from './threads/thread';
import { ThreadPool } from './threads/thread-pool';
import { openModule, type WasmModule } from './wasm-module';

/** A tensor that a kernel fills, and where. */
export interface Output {
  readonly info: TensorInfo;
  readonly address: number;
}

const bytesPerElement = (dtype: DataType): number => (dtype === 'bool' ? 1 : 4);

/**
 * tfjs's cpu backend with its tensors in a WebAssembly memory. Kernels of ours work on addresses, on all threads; those
 * of tfjs's cpu backend, which it inherits, see views on the same memory.
 */
export class SrkitWasmBackend extends MathBackendCPU {
  /** `relaxed SIMD` or `SIMD`. */
  readonly build: WasmModule['build'];
  /** What is computed once of a tensor and lives as long as it: transformed filters. */
  readonly derived: DerivedData;
  readonly #wasm: WasmModule;
  readonly #heap: Heap;
  readonly #pool: ThreadPool;
  readonly #params: JobParams;
  /** Outputs of the kernels that are running, which may call each other. */
  readonly #unfinished: DataId[] = [];
  #running = 0;

  private constructor(wasm: WasmModule, pool: ThreadPool) {
    super();
    this.build = wasm.build;
    this.#wasm = wasm;
    this.#pool = pool;
    this.#heap = new Heap(wasm.memory, HEAP_ADDRESS, wasm.maximumBytes, () => this.derived.releaseIdle());
    this.#params = new JobParams(wasm.memory);
    this.derived = new DerivedData(this.#heap);
  }

  /**
   * Starts the backend and its threads.
   *
   * @throws DeviceError `E_DEVICE_SIMD` where WebAssembly SIMD is missing or forbidden.
   */
  static async create(platform: Platform): Promise<SrkitWasmBackend> {
    const wantsThreads = platform.startThread !== undefined && platform.threadCount() > 1;
    const wasm = (wantsThreads ? await openModule(true) : undefined) ?? (await openModule(false));
    if (!wasm) {
      throw new DeviceError(
        'E_DEVICE_SIMD',
        'The srkit-wasm backend needs WebAssembly with SIMD, which is missing here or forbidden by a content security policy. Use the cpu backend.',
      );
    }
    return new SrkitWasmBackend(
      wasm,
      await ThreadPool.start(platform, wasm.module, wasm.memory, wasm.kernels),
    );
  }

  /** Threads that compute, the calling one included. */
  get threads(): number {
    return this.#pool.size;
  }

  /** Writes a job's parameters; see `run`. */
  get params(): JobParams {
    return this.#params.begin();
  }

  /** Runs a kernel's chunks on all threads. Its parameters have been written to `params`, with nothing allocated since. */
  run(kernel: string, chunks: number): void {
    const index = this.#wasm.indices.get(kernel);
    if (index === undefined) throw new DeviceError('E_DEVICE_KERNEL', `There is no kernel '${kernel}'.`);
    this.#pool.run(index, chunks);
  }

  /** Runs a kernel. When it throws, the outputs that it has made are freed: tfjs does not know them yet. */
  attempt<T>(compute: () => T): T {
    const first = this.#unfinished.length;
    this.#running++;
    try {
      return compute();
    } catch (error) {
      for (const dataId of this.#unfinished.splice(first)) this.disposeData(dataId, true);
      throw error;
    } finally {
      this.#running--;
      if (this.#running === 0) {
        this.#unfinished.length = 0;
        this.derived.kernelEnded();
      }
    }
  }

  /** Memory that lasts until `use` returns. */
  withScratch<T>(bytes: number, use: (address: number) => T): T {
    const address = this.#heap.allocate(bytes);
    try {
      return use(address);
    } finally {
      this.#heap.free(address);
    }
  }

  /**
   * Where a tensor's elements lie; they are brought into the memory if they are not there. float32 and int32 take 4
   * bytes an element, bool takes 1.
   */
  address(info: TensorInfo): number {
    const data = this.#data(info.dataId);
    if (data.place) return data.place.address;
    const values = data.values as backend_util.TypedArray;
    const address = this.#heap.allocate(values.length * bytesPerElement(data.dtype));
    const place = { address, length: values.length };
    this.#view(place, data.dtype).set(values);
    data.moveTo(place);
    return address;
  }

  /** Brings a tensor's elements into the memory now, so that nothing else holds them. */
  place(info: TensorInfo): void {
    this.address(info);
  }

  /** A tensor whose elements a kernel is about to write. */
  output(shape: number[], dtype: 'float32' | 'int32' | 'bool' = 'float32'): Output {
    const length = util.sizeFromShape(shape);
    const address = this.#heap.allocate(length * bytesPerElement(dtype));
    const dataId = this.#store(new TensorData(dtype, 1, { address, length }, this.#view));
    if (this.#running > 0) this.#unfinished.push(dataId);
    return { info: { dataId, shape, dtype }, address };
  }

  /** A float32 tensor for `copyInto`; until then its elements are whatever was there. */
  blank(shape: number[]): TensorInfo {
    return this.output(shape).info;
  }

  /**
   * Writes a tensor's elements into one that `blank` made, from that element on; both float32. That nobody has read those
   * elements before is the caller's business: tensors do not change.
   *
   * @throws DeviceError `E_DEVICE_RANGE` when they do not fit.
   */
  copyInto(whole: TensorInfo, at: number, part: TensorInfo): void {
    const length = util.sizeFromShape(part.shape);
    const most = util.sizeFromShape(whole.shape);
    if (whole.dtype !== 'float32' || part.dtype !== 'float32' || at < 0 || at + length > most) {
      throw new DeviceError(
        'E_DEVICE_RANGE',
        `${length} elements of ${part.dtype} do not fit into ${most} of ${whole.dtype} from element ${at} on.`,
      );
    }
    const [from, to] = [this.address(part), this.address(whole)];
    this.floatsAt(to + 4 * at, length).set(this.floatsAt(from, length));
  }

  /** A view on a tensor in the memory, good until the next allocation. */
  floatsAt(address: number, length: number): Float32Array {
    return new Float32Array(this.#wasm.memory.buffer, address, length);
  }

  /** The same as 32-bit integers. */
  intsAt(address: number, length: number): Int32Array {
    return new Int32Array(this.#wasm.memory.buffer, address, length);
  }

  /** The same in double precision. */
  doublesAt(address: number, length: number): Float64Array {
    return new Float64Array(this.#wasm.memory.buffer, address, length);
  }

  /** The same elements under another shape. */
  alias(info: TensorInfo, shape: number[]): TensorInfo {
    this.incRef(info.dataId);
    return { dataId: info.dataId, shape, dtype: info.dtype };
  }

  readonly #view = ({ address, length }: { address: number; length: number }, dtype: DataType) => {
    const { buffer } = this.#wasm.memory;
    if (dtype === 'bool') return new Uint8Array(buffer, address, length);
    return dtype === 'int32'
      ? new Int32Array(buffer, address, length)
      : new Float32Array(buffer, address, length);
  };

  #data(dataId: DataId): TensorData {
    return this.data.get(dataId) as TensorData;
  }

  #store(data: TensorData): DataId {
    const dataId = {};
    this.data.set(dataId, data as ReturnType<typeof this.data.get>);
    return dataId;
  }

  /** cpu kernels may hand a piece of an input's view back as their output: what lies in the memory is copied. */
  #owned(values: backend_util.BackendValues | undefined): backend_util.BackendValues | undefined {
    if (!ArrayBuffer.isView(values)) return values;
    const { buffer } = values as backend_util.TypedArray;
    return buffer instanceof ArrayBuffer && buffer !== this.#wasm.memory.buffer
      ? values
      : (values as backend_util.TypedArray).slice();
  }

  override write(values: backend_util.BackendValues, _shape: number[], dtype: DataType): DataId {
    return this.#store(new TensorData(dtype, 1, this.#owned(values), this.#view));
  }

  override move(
    dataId: DataId,
    values: backend_util.BackendValues,
    _shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    const data = new TensorData(dtype, refCount, this.#owned(values), this.#view);
    this.data.set(dataId, data as ReturnType<typeof this.data.get>);
  }

  override readSync(dataId: DataId): backend_util.BackendValues {
    const values = super.readSync(dataId);
    return this.#owned(values) as backend_util.BackendValues;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.data.has(dataId)) return true;
    const { place } = this.#data(dataId);
    const gone = super.disposeData(dataId, force);
    if (gone) {
      if (place) this.#heap.free(place.address);
      this.derived.drop(dataId);
    }
    return gone;
  }

  override memory(): ReturnType<MathBackendCPU['memory']> & {
    wasmUsedBytes: number;
    wasmPeakBytes: number;
    wasmTotalBytes: number;
  } {
    return {
      unreliable: false,
      reasons: [],
      wasmUsedBytes: this.#heap.usedBytes,
      wasmPeakBytes: this.#heap.peakBytes,
      wasmTotalBytes: this.#heap.totalBytes,
    };
  }

  override dispose(): void {
    this.#pool.stop();
  }
}
