import { Parameter } from '@srkit/nn';
let nextId = 0;
/**
 * A parameter or buffer in the form of tfjs-layers' `LayerVariable` (checked against 4.22), reading and writing the
 * module's own variable, so that the module and the layer can never differ.
 */
export class LayerWeight {
    name;
    /** Negative: tfjs-layers numbers its own weights from 0. */
    id = --nextId;
    dtype;
    shape;
    originalName;
    constraint = null;
    #entry;
    /** @param name Unique within a model; what the weight is saved and loaded under. */
    constructor(name, entry) {
        this.name = name;
        this.originalName = name;
        this.#entry = entry;
        this.dtype = entry.variable.dtype;
        this.shape = entry.variable.shape;
    }
    /** The variable itself, in tfjs's layout: what optimisers update. */
    read() {
        return this.#entry.variable;
    }
    write(value) {
        this.#entry.variable.assign(value);
        return this;
    }
    get trainable() {
        return this.#entry.trainable;
    }
    set trainable(value) {
        if (this.#entry instanceof Parameter)
            this.#entry.requiresGrad = value;
    }
    dispose() {
        this.#entry.dispose();
    }
}
