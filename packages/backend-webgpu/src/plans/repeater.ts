import { engine, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import { forgetData } from '../tfjs-4.22/forget-data';
import type { DataId, StockBackend, TensorData } from '../tfjs-4.22/stock-backend';
import { encode, Plan } from './plan';
import { type Known, Plans } from './plans';
import { type Begun, Recording, type Uniforms } from './recording';

/** A computation that comes again with tensors of the same shapes; see `runRepeated` of `@srkit/ops`. */
export interface Repeated<Note> {
  readonly owner: object;
  readonly key: string;
  readonly inputs: readonly Tensor[];
  readonly weights: readonly Tensor[];
  readonly compute: () => { readonly tensors: readonly Tensor[]; readonly note: Note };
}

/** What is needed of the backend beside what tfjs's has. */
export interface Host extends StockBackend {
  /** A float32 tensor on the device, to be written. */
  output(shape: readonly number[]): TensorInfo;
}

/** What the backend knows of tensors. */
export interface Ledger {
  /** @throws DeviceError for a tensor that is lost. */
  readonly refuseLost: (dataId: DataId) => void;
  readonly written: (dataId: DataId) => void;
}

/** What tensors of tfjs's are bound with. */
const TENSOR = () => GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;

/**
 * Computations that come again: the first time they run as always and are written down, the second time they become a
 * plan, and from then on no line of tfjs runs for them. Whatever cannot be written down runs as always each time.
 */
export class Repeater {
  readonly plans: Plans;
  readonly #backend: Host;
  readonly #ledger: Ledger;
  #recording: Recording | undefined;

  constructor(backend: Host, ledger: Ledger) {
    this.#backend = backend;
    this.#ledger = ledger;
    this.plans = new Plans((known) => this.#release(known));
  }

  run<Note>(repeated: Repeated<Note>): { readonly tensors: readonly Tensor[]; readonly note: Note } {
    const { owner, key, inputs, compute } = repeated;
    const weights = repeated.weights.map(({ dataId }) => dataId);
    if (this.#recording || this.#backend.activeTimers || this.plans.budgetBytes === 0) return compute();
    const known = this.plans.find(owner, key, weights);
    if (!known) return this.#record(repeated, weights);
    const { recipe, note } = known;
    if (!recipe || recipe.bytes > this.plans.budgetBytes) return compute();
    for (const { dataId } of inputs) this.#ledger.refuseLost(dataId);
    const plan = known.plan ?? this.#make(known);
    const outputs = this.#replay(plan, recipe, inputs);
    return { tensors: outputs.map((info) => engine().makeTensorFromTensorInfo(info)), note: note as Note };
  }

  /** Notes what begins; nothing where nobody is recording. */
  dispatched(begun: () => Begun): void {
    this.#recording?.dispatched(begun());
  }

  created(dataId: DataId): void {
    this.#recording?.created(dataId);
  }

  uploaded(dataId: DataId): void {
    // The recording's own reference: the computation frees it before it ends.
    if (this.#recording?.uploaded(dataId)) this.#dataOf(dataId).refCount += 1;
  }

  /** @returns Whether the numbers belong to the recording. */
  tookUniforms(uniforms: Uniforms): boolean {
    return (this.#recording?.uniforms.push(uniforms) ?? 0) > 0;
  }

  /** The numbers that were taken last. */
  get lastUniforms(): Uniforms {
    return this.#recording!.uniforms.at(-1)!;
  }

  /** The running computation reads on the host, or does what is no dispatch. */
  refuse(): void {
    this.#recording?.refuse();
  }

  #record<Note>({ owner, key, inputs, compute }: Repeated<Note>, weights: readonly DataId[]) {
    // Nothing of them stays on the host, where a kernel might look.
    for (const { dataId } of inputs) this.#backend.uploadToGPU(dataId);
    const recording = new Recording(inputs, weights);
    this.#recording = recording;
    let recipe: Known['recipe'];
    try {
      const result = compute();
      recipe = recording.finish(result.tensors);
      this.plans.add({ owner, key, weights, note: result.note, recipe, plan: undefined });
      return result;
    } finally {
      this.#recording = undefined;
      if (!recipe) {
        this.#freeParts(
          recording.constants,
          recording.uniforms.map(({ buffer }) => buffer),
        );
      }
    }
  }

  #make(known: Known): Plan {
    const { bufferManager, device } = this.#backend;
    const recipe = known.recipe!;
    this.plans.makeRoom(recipe.bytes);
    const buffers: GPUBuffer[] = [];
    try {
      for (const bytes of recipe.buffers) buffers.push(bufferManager.acquireBuffer(bytes, TENSOR()));
      known.plan = new Plan(device, recipe, buffers, (dataId) => this.#dataOf(dataId).resource as GPUBuffer);
      return known.plan;
    } catch (error) {
      for (const buffer of buffers) bufferManager.releaseBuffer(buffer);
      throw error;
    }
  }

  #replay(
    plan: Plan,
    { inputs: places, outputs }: NonNullable<Known['recipe']>,
    inputs: readonly TensorInfo[],
  ) {
    const backend = this.#backend;
    // As when a kernel of tfjs's begins: references that an earlier one took are its own.
    backend.numDataIds();
    const results = outputs.map(({ shape }) => backend.output(shape));
    backend.endComputePassEncoder();
    for (const [i, { dataId }] of inputs.entries()) {
      const place = places[i];
      if (!place) continue;
      const { resource, values } = this.#dataOf(dataId);
      const buffer = plan.bufferAt(place);
      if (resource) this.#copy(resource as GPUBuffer, buffer, place.bytes);
      else backend.queue.writeBuffer(buffer, 0, values as Float32Array<ArrayBuffer>);
    }
    for (const [i, steps] of plan.batches.entries()) {
      if (i > 0) backend.submitQueue();
      backend.ensureCommandEncoderReady();
      backend.computePassEncoder = backend.commandEncoder!.beginComputePass();
      encode(backend.computePassEncoder, steps);
      backend.endComputePassEncoder();
    }
    for (const [i, { location }] of outputs.entries()) {
      const { dataId } = results[i]!;
      this.#copy(plan.bufferAt(location), this.#dataOf(dataId).resource as GPUBuffer, location.bytes);
      this.#ledger.written(dataId);
    }
    // The plan's buffers belong to the next run from here on.
    backend.submitQueue();
    return results;
  }

  #copy(from: GPUBuffer, to: GPUBuffer, bytes: number): void {
    this.#backend.ensureCommandEncoderReady();
    this.#backend.commandEncoder!.copyBufferToBuffer(from, 0, to, 0, bytes);
  }

  #dataOf(dataId: DataId): TensorData {
    return this.#backend.tensorMap.get(dataId);
  }

  #release({ recipe, plan }: Known): void {
    for (const buffer of plan?.buffers ?? []) this.#backend.bufferManager.releaseBuffer(buffer);
    if (recipe) this.#freeParts(recipe.constants, recipe.uniforms);
  }

  #freeParts(constants: readonly DataId[], uniforms: readonly GPUBuffer[]): void {
    for (const dataId of constants) {
      if (this.#backend.disposeData(dataId)) forgetData(dataId, this.#backend);
    }
    // Commands that are not submitted yet may read them.
    this.#backend.uniformPendingDisposal.push(...uniforms);
  }
}
