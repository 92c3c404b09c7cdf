import { DeviceError } from '@srkit/core';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { util } from '@tensorflow/tfjs-core';
import { DerivedData } from './derived-data';
import { Heap } from './memory/heap';
import { HEAP_ADDRESS } from './memory/memory-map';
import { TensorData } from './tfjs-4.22/tensor-data';
import { JobParams } from './threads/job';
import { ThreadPool } from './threads/thread-pool';
import { openModule } from './wasm-module';
const bytesPerElement = (dtype) => (dtype === 'bool' ? 1 : 4);
/**
 * tfjs's cpu backend with its tensors in a WebAssembly memory. Kernels of ours work on addresses, on all threads; those
 * of tfjs's cpu backend, which it inherits, see views on the same memory.
 */
export class SrkitWasmBackend extends MathBackendCPU {
    /** `relaxed SIMD` or `SIMD`. */
    build;
    /** What is computed once of a tensor and lives as long as it: transformed filters. */
    derived;
    #wasm;
    #heap;
    #pool;
    #params;
    /** Outputs of the kernels that are running, which may call each other. */
    #unfinished = [];
    #running = 0;
    constructor(wasm, pool) {
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
    static async create(platform) {
        const wantsThreads = platform.startThread !== undefined && platform.threadCount() > 1;
        const wasm = (wantsThreads ? await openModule(true) : undefined) ?? (await openModule(false));
        if (!wasm) {
            throw new DeviceError('E_DEVICE_SIMD', 'The srkit-wasm backend needs WebAssembly with SIMD, which is missing here or forbidden by a content security policy. Use the cpu backend.');
        }
        return new SrkitWasmBackend(wasm, await ThreadPool.start(platform, wasm.module, wasm.memory, wasm.kernels));
    }
    /** Threads that compute, the calling one included. */
    get threads() {
        return this.#pool.size;
    }
    /** Writes a job's parameters; see `run`. */
    get params() {
        return this.#params.begin();
    }
    /** Runs a kernel's chunks on all threads. Its parameters have been written to `params`, with nothing allocated since. */
    run(kernel, chunks) {
        const index = this.#wasm.indices.get(kernel);
        if (index === undefined)
            throw new DeviceError('E_DEVICE_KERNEL', `There is no kernel '${kernel}'.`);
        this.#pool.run(index, chunks);
    }
    /** Runs a kernel. When it throws, the outputs that it has made are freed: tfjs does not know them yet. */
    attempt(compute) {
        const first = this.#unfinished.length;
        this.#running++;
        try {
            return compute();
        }
        catch (error) {
            for (const dataId of this.#unfinished.splice(first))
                this.disposeData(dataId, true);
            throw error;
        }
        finally {
            this.#running--;
            if (this.#running === 0) {
                this.#unfinished.length = 0;
                this.derived.kernelEnded();
            }
        }
    }
    /** Memory that lasts until `use` returns. */
    withScratch(bytes, use) {
        const address = this.#heap.allocate(bytes);
        try {
            return use(address);
        }
        finally {
            this.#heap.free(address);
        }
    }
    /**
     * Where a tensor's elements lie; they are brought into the memory if they are not there. float32 and int32 take 4
     * bytes an element, bool takes 1.
     */
    address(info) {
        const data = this.#data(info.dataId);
        if (data.place)
            return data.place.address;
        const values = data.values;
        const address = this.#heap.allocate(values.length * bytesPerElement(data.dtype));
        const place = { address, length: values.length };
        this.#view(place, data.dtype).set(values);
        data.moveTo(place);
        return address;
    }
    /** Brings a tensor's elements into the memory now, so that nothing else holds them. */
    place(info) {
        this.address(info);
    }
    /** A tensor whose elements a kernel is about to write. */
    output(shape, dtype = 'float32') {
        const length = util.sizeFromShape(shape);
        const address = this.#heap.allocate(length * bytesPerElement(dtype));
        const dataId = this.#store(new TensorData(dtype, 1, { address, length }, this.#view));
        if (this.#running > 0)
            this.#unfinished.push(dataId);
        return { info: { dataId, shape, dtype }, address };
    }
    /** A view on a tensor in the memory, good until the next allocation. */
    floatsAt(address, length) {
        return new Float32Array(this.#wasm.memory.buffer, address, length);
    }
    /** The same as 32-bit integers. */
    intsAt(address, length) {
        return new Int32Array(this.#wasm.memory.buffer, address, length);
    }
    /** The same in double precision. */
    doublesAt(address, length) {
        return new Float64Array(this.#wasm.memory.buffer, address, length);
    }
    /** The same elements under another shape. */
    alias(info, shape) {
        this.incRef(info.dataId);
        return { dataId: info.dataId, shape, dtype: info.dtype };
    }
    #view = ({ address, length }, dtype) => {
        const { buffer } = this.#wasm.memory;
        if (dtype === 'bool')
            return new Uint8Array(buffer, address, length);
        return dtype === 'int32'
            ? new Int32Array(buffer, address, length)
            : new Float32Array(buffer, address, length);
    };
    #data(dataId) {
        return this.data.get(dataId);
    }
    #store(data) {
        const dataId = {};
        this.data.set(dataId, data);
        return dataId;
    }
    /** cpu kernels may hand a piece of an input's view back as their output: what lies in the memory is copied. */
    #owned(values) {
        if (!ArrayBuffer.isView(values))
            return values;
        const { buffer } = values;
        return buffer instanceof ArrayBuffer && buffer !== this.#wasm.memory.buffer
            ? values
            : values.slice();
    }
    write(values, _shape, dtype) {
        return this.#store(new TensorData(dtype, 1, this.#owned(values), this.#view));
    }
    move(dataId, values, _shape, dtype, refCount) {
        const data = new TensorData(dtype, refCount, this.#owned(values), this.#view);
        this.data.set(dataId, data);
    }
    readSync(dataId) {
        const values = super.readSync(dataId);
        return this.#owned(values);
    }
    disposeData(dataId, force = false) {
        if (!this.data.has(dataId))
            return true;
        const { place } = this.#data(dataId);
        const gone = super.disposeData(dataId, force);
        if (gone) {
            if (place)
                this.#heap.free(place.address);
            this.derived.drop(dataId);
        }
        return gone;
    }
    memory() {
        return {
            unreliable: false,
            reasons: [],
            wasmUsedBytes: this.#heap.usedBytes,
            wasmPeakBytes: this.#heap.peakBytes,
            wasmTotalBytes: this.#heap.totalBytes,
        };
    }
    dispose() {
        this.#pool.stop();
    }
}
