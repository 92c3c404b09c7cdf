import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { BackendValues, DataType, GPUData, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';

/** tfjs's key of a tensor's values. */
export type DataId = TensorInfo['dataId'];

/** What tfjs-backend-webgpu 4.22.0 knows of a tensor (`TensorData` in `backend_webgpu.ts`). */
export interface TensorData {
  /** On the host; null once they were uploaded, until they are read. */
  values: BackendValues | null;
  readonly dtype: DataType;
  readonly shape: number[];
  refCount: number;
  resource?: GPUBuffer | GPUTexture | GPUExternalTexture | null;
  readonly external?: boolean;
  readonly complexTensorInfos?: { readonly real: TensorInfo; readonly imag: TensorInfo };
}

/** A shader with its inputs (`WebGPUProgram` in `webgpu_program.ts`). */
export interface WebGpuProgram {
  readonly outputShape: number[];
  /** The backend makes the key unique for shapes and types, and writes it back. */
  shaderKey: string;
  readonly dispatchLayout: { readonly x: number[]; readonly y?: number[]; readonly z?: number[] };
  dispatch: [number, number, number];
  readonly variableNames: string[];
  readonly variableComponents?: number[];
  outputComponent?: number;
  uniforms?: string;
  readonly workgroupSize: [number, number, number];
  readonly atomic?: boolean;
  /** Since it was first run. */
  readonly pipeline?: GPUComputePipeline | Promise<GPUComputePipeline>;
  getUserCode(): string;
}

export type ProgramUniforms = { readonly type: 'int32' | 'uint32' | 'float32'; readonly data: number[] }[];

/** Numbers of a program, on the device. */
export interface UniformBinding {
  readonly offset: number;
  readonly size: number;
  readonly buffer: GPUBuffer;
}

/** The part of `BufferManager` (`buffer_manager.ts`) that the backend calls. */
export interface BufferManager {
  readonly numBytesUsed: number;
  readonly numBytesAllocated: number;
  acquireBuffer(
    size: number,
    usage: GPUBufferUsageFlags,
    mappedAtCreation?: boolean,
    reuse?: boolean,
  ): GPUBuffer;
  releaseBuffer(buffer: GPUBuffer, reuse?: boolean): void;
  dispose(): void;
}

/** `WebGPUBackend` of tfjs-backend-webgpu 4.22.0, private members that are needed here included. */
export interface StockBackend extends KernelBackend {
  bufferManager: BufferManager;
  readonly device: GPUDevice;
  readonly queue: GPUQueue;
  readonly tensorMap: {
    has(dataId: DataId): boolean;
    get(dataId: DataId): TensorData;
  };
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  /** Tensors that commands which are not submitted use. */
  commandQueueOwnedIds: WeakSet<DataId>;
  dispatchCountInPass: number;
  /** Numbers that are released with the next submission. */
  uniformPendingDisposal: GPUBuffer[];
  /** There while kernels are timed. */
  readonly activeTimers?: unknown;
  numDataIds(): number;
  /** Bytes of buffers in use, and of all there are. */
  memory(): { numBytesInGPU: number; numBytesAllocatedInGPU: number; unreliable: boolean };
  write(values: BackendValues, shape: number[], dtype: DataType): DataId;
  incRef(dataId: DataId): void;
  decRef(dataId: DataId): void;
  disposeData(dataId: DataId, force?: boolean): boolean;
  submitQueue(): void;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  uploadToGPU(dataId: DataId): void;
  releaseResource(dataId: DataId): void;
  makeTensorInfo(shape: number[], dtype: DataType, values?: BackendValues): TensorInfo;
  readToGPU(dataId: DataId): GPUData;
  runWebGPUProgram(
    program: WebGpuProgram,
    inputs: TensorInfo[],
    outputDtype: DataType,
    uniforms?: ProgramUniforms,
    output?: TensorInfo,
  ): TensorInfo;
  recordAndSubmit(
    program: WebGpuProgram,
    output: TensorInfo,
    inputs: TensorInfo[],
    uniforms?: ProgramUniforms,
  ): void;
  makeUniforms(uniforms: ProgramUniforms): UniformBinding;
}

/** Methods that are overridden or called by name: all of them must be there. */
export const STOCK_METHODS = [
  'numDataIds',
  'write',
  'incRef',
  'decRef',
  'disposeData',
  'submitQueue',
  'ensureCommandEncoderReady',
  'endComputePassEncoder',
  'uploadToGPU',
  'releaseResource',
  'makeTensorInfo',
  'read',
  'readSync',
  'readToGPU',
  'runWebGPUProgram',
  'recordAndSubmit',
  'makeUniforms',
] as const;

/** tfjs's class, as it is and not only as it is declared. */
export const StockBackend = WebGPUBackend as unknown as new (
  device: GPUDevice,
  adapterInfo?: GPUAdapterInfo,
) => StockBackend;
