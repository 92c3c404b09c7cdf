/**
 * A tensor's elements: in the WebAssembly memory, or in JavaScript until a kernel of ours needs them. It has the fields of
 * `TensorData` of tfjs-backend-cpu 4.22.0 (`backend_cpu.ts`), whose kernels read `values` without knowing.
 */
export class TensorData {
    dtype;
    refCount;
    /** The parts of a complex tensor, which has no elements of its own. */
    complexTensorInfos;
    #place;
    #values;
    #viewAt;
    constructor(dtype, refCount, contents, viewAt) {
        this.dtype = dtype;
        this.refCount = refCount;
        this.#viewAt = viewAt;
        if (contents && 'address' in contents)
            this.#place = contents;
        else
            this.#values = contents;
    }
    get place() {
        return this.#place;
    }
    /** A view on the memory, good until the memory grows; or the JavaScript array. */
    get values() {
        return this.#place ? this.#viewAt(this.#place, this.dtype) : this.#values;
    }
    /** From now on the elements lie there. */
    moveTo(place) {
        this.#place = place;
        this.#values = undefined;
    }
}
