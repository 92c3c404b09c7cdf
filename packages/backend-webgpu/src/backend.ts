import { DeviceError } from '@srkit/core';
import {
  type BackendValues,
  backend_util,
  type DataType,
  env,
  type GPUData,
  type Tensor,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { BufferPool } from './buffer-pool';
import { DeviceWatch } from './device-watch';
import { type Dispatch, Dispatcher } from './dispatcher';
import type { Plans } from './plans/plans';
import { type Repeated, Repeater } from './plans/repeater';
import { foldDispatch } from './tfjs-4.22/fold-dispatch';
import {
  type DataId,
  type ProgramUniforms,
  STOCK_METHODS,
  StockBackend,
  type UniformBinding,
  type WebGpuProgram,
} from './tfjs-4.22/stock-backend';

const checkVersion = (backend: StockBackend): void => {
  const missing = STOCK_METHODS.filter((name) => typeof backend[name] !== 'function');
  if (missing.length === 0 && backend.bufferManager) return;
  throw new DeviceError(
    'E_DEVICE_TFJS_VERSION',
    `tfjs-backend-webgpu has no ${missing.join(', ') || 'bufferManager'} where 4.22.0 has it. Use @tensorflow/tfjs-backend-webgpu ~4.22.0.`,
  );
};

/** Elements of a tensor to be copied into another. */
export interface Copy {
  readonly from: TensorInfo;
  readonly fromAt: number;
  readonly to: TensorInfo;
  readonly toAt: number;
  readonly count: number;
}

/**
 * tfjs's WebGPU backend with what it gets wrong mended: nothing can be read after an error of the device without hearing
 * of it, buffers are given back, and layouts of any size are started. All of tfjs's kernels run on it.
 */
export class WebGpuBackend extends StockBackend {
  readonly #watch: DeviceWatch;
  readonly #pool: BufferPool;
  readonly #dispatcher: Dispatcher;
  readonly #info: GPUAdapterInfo | undefined;
  readonly #repeater: Repeater;
  /** References that the running kernel took and has not given back. */
  readonly #taken = new Map<DataId, number>();
  /** Workgroups that are started along one axis. Tests lower it. */
  mostGroups: number;

  constructor(device: GPUDevice, info?: GPUAdapterInfo) {
    super(device, info);
    checkVersion(this);
    this.#info = info;
    this.#pool = new BufferPool(device);
    this.bufferManager = this.#pool;
    this.mostGroups = device.limits.maxComputeWorkgroupsPerDimension;
    this.#dispatcher = new Dispatcher(device);
    this.#watch = new DeviceWatch(device, (uploaded, error) => this.#restore(uploaded, error));
    this.#repeater = new Repeater(this, {
      refuseLost: (dataId) => this.#watch.refuseLost(dataId),
      written: (dataId) => this.#watch.written(dataId),
    });
  }

  /** Plans of computations that come again, which hold memory of their own. */
  get derived(): Plans {
    return this.#repeater.plans;
  }

  /**
   * Runs a computation that may come again with tensors of the same shapes: once as always, from then on as a plan where
   * it can be one.
   *
   * @throws DeviceError for an input that is lost, and what `compute` throws.
   */
  repeat<Note>(repeated: Repeated<Note>): { readonly tensors: readonly Tensor[]; readonly note: Note } {
    return this.#repeater.run(repeated);
  }

  /** The graphics adapter's name. */
  get deviceName(): string {
    const { description = '', vendor = '', architecture = '' } = this.#info ?? {};
    return description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter';
  }

  /** Bytes of the largest tensor there can be. */
  get largestTensorBytes(): number {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
    return Math.min(maxBufferSize, maxStorageBufferBindingSize);
  }

  /**
   * Resolves when everything begun until now was submitted and is known to have gone well. Reading a tensor does the same.
   *
   * @throws DeviceError
   */
  async verify(): Promise<void> {
    this.flush();
    await this.#watch.check();
  }

  /** Submits what was begun, without waiting. Between steps that are the same, so that they find the same buffers. */
  flush(): void {
    this.endComputePassEncoder();
    if (this.commandEncoder) this.submitQueue();
  }

  override runWebGPUProgram(
    program: WebGpuProgram,
    inputs: TensorInfo[],
    outputDtype: DataType,
    uniforms?: ProgramUniforms,
    given?: TensorInfo,
  ): TensorInfo {
    for (const { dataId } of inputs) this.#watch.refuseLost(dataId);
    try {
      const folded = foldDispatch(program, uniforms, this.mostGroups);
      const output = super.runWebGPUProgram(program, inputs, outputDtype, folded, given);
      this.#watch.written(output.dataId);
      return output;
    } catch (error) {
      this.#giveBack();
      throw error;
    }
  }

  override recordAndSubmit(
    program: WebGpuProgram,
    output: TensorInfo,
    inputs: TensorInfo[],
    uniforms?: ProgramUniforms,
  ): void {
    super.recordAndSubmit(program, output, inputs, uniforms);
    this.#repeater.dispatched(() => ({
      pipeline: program.pipeline as GPUComputePipeline,
      tensors: [output, ...inputs],
      written: 1,
      uniforms: this.#repeater.lastUniforms,
      groups: program.dispatch,
    }));
  }

  override makeUniforms(uniforms: ProgramUniforms): UniformBinding {
    const made = super.makeUniforms(uniforms);
    const { buffer, size: bytes } = made;
    if (this.#repeater.tookUniforms({ buffer, bytes })) {
      this.uniformPendingDisposal = this.uniformPendingDisposal.filter((pending) => pending !== buffer);
    }
    return made;
  }

  /** A tensor on the device that a kernel is to write. */
  output(shape: readonly number[], dtype: 'float32' | 'int32' = 'float32'): TensorInfo {
    const info = this.makeTensorInfo([...shape], dtype);
    try {
      this.uploadToGPU(info.dataId);
    } catch (error) {
      this.#giveBack();
      throw error;
    }
    return info;
  }

  /**
   * Runs a shader of ours, which is told its tensors and numbers and nothing else: a tenth of the host's work for one of
   * tfjs's programs.
   */
  dispatch(given: Dispatch): void {
    for (const { dataId } of given.tensors) this.#watch.refuseLost(dataId);
    try {
      const buffers = given.tensors.map(({ dataId }) => {
        this.uploadToGPU(dataId);
        this.commandQueueOwnedIds.add(dataId);
        return this.tensorMap.get(dataId).resource as GPUBuffer;
      });
      this.ensureCommandEncoderReady();
      this.computePassEncoder ??= (this.commandEncoder as GPUCommandEncoder).beginComputePass();
      const begun = this.#dispatcher.record(this.computePassEncoder, given, buffers, this.mostGroups);
      this.#repeater.dispatched(() => begun);
    } catch (error) {
      this.#giveBack();
      throw error;
    }
    for (const { dataId } of given.tensors.slice(0, given.written)) this.#watch.written(dataId);
    this.dispatchCountInPass += 1;
    if (this.dispatchCountInPass < env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) return;
    this.endComputePassEncoder();
    this.submitQueue();
  }

  /** Copies elements between tensors of four bytes each, in that order. */
  copy(copies: readonly Copy[]): void {
    this.#repeater.refuse();
    this.endComputePassEncoder();
    this.ensureCommandEncoderReady();
    for (const { from, fromAt, to, toAt, count } of copies) {
      this.#watch.refuseLost(from.dataId);
      const [source, target] = [from, to].map(({ dataId }) => {
        this.uploadToGPU(dataId);
        this.commandQueueOwnedIds.add(dataId);
        return this.tensorMap.get(dataId).resource as GPUBuffer;
      }) as [GPUBuffer, GPUBuffer];
      const encoder = this.commandEncoder as GPUCommandEncoder;
      encoder.copyBufferToBuffer(source, 4 * fromAt, target, 4 * toAt, 4 * count);
      this.#watch.written(to.dataId);
    }
  }

  /** tfjs asks for it when a kernel begins, always. */
  override numDataIds(): number {
    this.#taken.clear();
    return super.numDataIds();
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    const dataId = super.write(values, shape, dtype);
    this.#take(dataId, 1);
    this.#repeater.created(dataId);
    return dataId;
  }

  override incRef(dataId: DataId): void {
    super.incRef(dataId);
    this.#take(dataId, 1);
  }

  override decRef(dataId: DataId): void {
    super.decRef(dataId);
    this.#take(dataId, -1);
  }

  override uploadToGPU(dataId: DataId): void {
    const data = this.tensorMap.get(dataId);
    const values = data.resource ? null : data.values;
    super.uploadToGPU(dataId);
    if (!values) return;
    this.#watch.uploaded(dataId, values);
    this.#repeater.uploaded(dataId);
  }

  override releaseResource(dataId: DataId): void {
    this.#repeater.plans.released(dataId);
    super.releaseResource(dataId);
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const gone = super.disposeData(dataId, force);
    if (gone) {
      this.#watch.forget(dataId);
      this.#taken.delete(dataId);
    } else {
      this.#take(dataId, -1);
    }
    return gone;
  }

  override submitQueue(): void {
    super.submitQueue();
    this.#pool.trim();
    this.#watch.afterSubmission();
  }

  /** @throws DeviceError when what was computed is lost. */
  override async read(dataId: DataId): Promise<BackendValues> {
    this.#repeater.refuse();
    if (!this.tensorMap.has(dataId)) throw new Error('The tensor was disposed before it was read.');
    const { values, dtype, shape, resource, complexTensorInfos } = this.tensorMap.get(dataId);
    if (values) return values;
    if (complexTensorInfos) {
      const { real, imag } = complexTensorInfos;
      const parts = await Promise.all([this.read(real.dataId), this.read(imag.dataId)]);
      return backend_util.mergeRealAndImagArrays(parts[0] as Float32Array, parts[1] as Float32Array);
    }
    this.#watch.refuseLost(dataId);
    const bytes = await this.#readBuffer(resource as GPUBuffer, 4 * util.sizeFromShape(shape));
    const read = util.convertBackendValuesAndArrayBuffer(bytes, dtype) as BackendValues;
    if (this.tensorMap.has(dataId)) this.tensorMap.get(dataId).values = read;
    return read;
  }

  /** @throws DeviceError `E_DEVICE_SYNC_READ` unless the values are on the host. */
  override readSync(dataId: DataId): BackendValues {
    this.#repeater.refuse();
    const { values, dtype, complexTensorInfos } = this.tensorMap.get(dataId);
    if (values || dtype === 'string') return values as BackendValues;
    if (complexTensorInfos) {
      const { real, imag } = complexTensorInfos;
      const parts = [this.readSync(real.dataId), this.readSync(imag.dataId)];
      return backend_util.mergeRealAndImagArrays(parts[0] as Float32Array, parts[1] as Float32Array);
    }
    throw new DeviceError(
      'E_DEVICE_SYNC_READ',
      'WebGPU cannot be read synchronously: whether a result is right is known only later. Use `await tensor.data()` or `await tensor.array()`.',
    );
  }

  /** @throws DeviceError when what was computed is known to be lost. Call `verify` to know of the buffer that is given. */
  override readToGPU(dataId: DataId): GPUData {
    this.#watch.refuseLost(dataId);
    const copy = super.readToGPU(dataId);
    this.#watch.written(copy.tensorRef.dataId);
    return copy;
  }

  async #readBuffer(buffer: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
    const staging = this.#pool.acquireBuffer(bytes, GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ);
    let intact = false;
    try {
      this.endComputePassEncoder();
      this.ensureCommandEncoderReady();
      (this.commandEncoder as GPUCommandEncoder).copyBufferToBuffer(buffer, 0, staging, 0, bytes);
      this.submitQueue();
      const [mapped, checked] = await Promise.allSettled([
        staging.mapAsync(GPUMapMode.READ, 0, bytes),
        this.#watch.check(),
      ]);
      if (checked.status === 'rejected') throw checked.reason;
      if (mapped.status === 'rejected') throw await this.#watch.readFailure(mapped.reason);
      const copy = staging.getMappedRange(0, bytes).slice(0);
      staging.unmap();
      intact = true;
      return copy;
    } finally {
      this.#pool.releaseBuffer(staging, intact);
    }
  }

  #take(dataId: DataId, count: number): void {
    this.#taken.set(dataId, (this.#taken.get(dataId) ?? 0) + count);
  }

  /** A kernel of tfjs that throws half-way keeps its views of its inputs, and they all their memory. */
  #giveBack(): void {
    for (const [dataId, count] of [...this.#taken]) {
      for (let i = 0; i < count; i++) this.disposeData(dataId);
    }
    this.#taken.clear();
  }

  /** After an error: what came from the host is there once more, and idle memory is free for the next try. */
  #restore(uploaded: ReadonlyMap<DataId, BackendValues>, error: DeviceError): void {
    this.flush();
    // A device that is full has no room for plans.
    if (error.code === 'E_DEVICE_MEMORY') this.#repeater.plans.close();
    else this.#repeater.plans.clear();
    for (const [dataId, values] of uploaded) {
      if (!this.tensorMap.has(dataId)) continue;
      const data = this.tensorMap.get(dataId);
      if (data.refCount === 0) continue;
      this.releaseResource(dataId);
      data.values = values;
    }
    this.#pool.clear();
  }
}
