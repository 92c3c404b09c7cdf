const FLOAT = 1;
const ATTRIBUTE_TYPE = { FLOAT: 1, INT: 2, STRING: 3, INTS: 7 };
const IR_VERSION = 8;
const OPSET = 17;
const attribute = (name, value) => {
    if (typeof value === 'number')
        return { name, type: ATTRIBUTE_TYPE.INT, i: value };
    if (typeof value === 'string') {
        return { name, type: ATTRIBUTE_TYPE.STRING, s: new TextEncoder().encode(value) };
    }
    if ('float' in value)
        return { name, type: ATTRIBUTE_TYPE.FLOAT, f: value.float };
    return { name, type: ATTRIBUTE_TYPE.INTS, ints: value };
};
const valueInfo = (name, shape) => ({
    name,
    type: { tensor_type: { elem_type: FLOAT, shape: { dim: shape.map((side) => ({ dim_value: side })) } } },
});
/** An ONNX model under construction: float32 tensors, nodes in the order of computation. */
export class OnnxGraph {
    #nodes = [];
    #initializers = new Map();
    /** Adds a constant, unless there is one of this name already, and returns its name. */
    constant(name, shape, values) {
        const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
        const initializer = { name, dims: shape, data_type: FLOAT, raw_data: bytes };
        if (!this.#initializers.has(name))
            this.#initializers.set(name, initializer);
        return name;
    }
    /** Adds a node and returns the name of its only output. */
    node(type, inputs, attributes = {}) {
        const name = `${type}_${this.#nodes.length}`;
        this.#nodes.push({
            name,
            op_type: type,
            input: [...inputs],
            output: [name],
            attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
        });
        return name;
    }
    /** The finished ModelProto as a plain object. */
    model(input, output) {
        return {
            ir_version: IR_VERSION,
            producer_name: 'srkit-bench',
            opset_import: [{ domain: '', version: OPSET }],
            graph: {
                name: 'network',
                node: this.#nodes,
                initializer: [...this.#initializers.values()],
                input: [valueInfo(input.name, input.shape)],
                output: [valueInfo(output.name, output.shape)],
            },
        };
    }
}
