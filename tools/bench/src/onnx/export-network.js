import { toFloat32 } from '@srkit/checkpoints';
import { OnnxGraph } from './onnx-graph';
export const INPUT_NAME = 'picture';
/** Writes nodes of a network's description as ONNX's, with a state_dict's weights. */
class Writer {
    onnx = new OnnxGraph();
    #state;
    /** What each node's result is called. */
    #names = new Map();
    constructor(state, picture) {
        this.#state = state;
        this.#names.set(picture, INPUT_NAME);
    }
    nameOf(node) {
        return this.#names.get(node);
    }
    /** Nodes have to come after those that they are computed from. */
    write(node) {
        this.#names.set(node, this.#compute(node, node.inputs.map((input) => this.nameOf(input))));
    }
    #compute({ op, name }, inputs) {
        switch (op.kind) {
            case 'conv2d': {
                const { weight, bias, kernelSize: k, stride: s, padding: p, activation } = op;
                const weights = [weight, ...(bias ? [bias] : [])].map((parameter) => this.#weights(parameter));
                const attributes = { kernel_shape: [k, k], pads: [p, p, p, p], strides: [s, s] };
                return this.#activate(this.onnx.node('Conv', [...inputs, ...weights], attributes), activation);
            }
            case 'activation':
                return this.#activate(inputs[0], op.activation);
            case 'add':
                return this.onnx.node('Add', inputs.map((input, i) => this.#scaled(input, op.scales[i])));
            case 'concat':
                return this.onnx.node('Concat', inputs, { axis: 1 });
            case 'resize':
                return this.#resize(inputs[0], op.mode, op.factor);
            case 'pixelShuffle':
                return this.onnx.node('DepthToSpace', inputs, { blocksize: op.factor, mode: 'CRD' });
            default:
                throw new Error(`${name}: '${op.kind}' has not been written as ONNX yet.`);
        }
    }
    #weights(parameter, shape = parameter.shape) {
        const tensor = this.#state.get(parameter.path);
        if (!tensor)
            throw new Error(`The state_dict has no '${parameter.path}'.`);
        return this.onnx.constant(parameter.path, shape, toFloat32(tensor));
    }
    #activate(x, activation) {
        switch (activation.kind) {
            case 'linear':
                return x;
            case 'relu':
                return this.onnx.node('Relu', [x]);
            case 'leakyrelu':
                return this.onnx.node('LeakyRelu', [x], { alpha: { float: activation.slope } });
            case 'prelu': {
                const { slopes } = activation;
                return this.onnx.node('PRelu', [x, this.#weights(slopes, [slopes.size, 1, 1])]);
            }
        }
    }
    #scaled(x, scale) {
        if (scale === 1)
            return x;
        return this.onnx.node('Mul', [x, this.onnx.constant(`scale_${scale}`, [], Float32Array.of(scale))]);
    }
    #resize(x, mode, factor) {
        const scales = this.onnx.constant(`scales_${factor}`, [4], Float32Array.of(1, 1, factor, factor));
        const how = mode === 'nearest'
            ? { mode, coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' }
            : { mode: 'linear', coordinate_transformation_mode: 'half_pixel' };
        return this.onnx.node('Resize', [x, '', scales], how);
    }
}
/**
 * The ONNX model (plain ModelProto) of a network, for one picture of a fixed size, NCHW: its own description, node by
 * node.
 */
export const exportNetwork = ({ graph, inChannels, outChannels, scale }, state, { width, height }) => {
    const [picture] = graph.inputs;
    const [output] = graph.outputs;
    const writer = new Writer(state, picture);
    for (const node of graph.nodes)
        writer.write(node);
    return writer.onnx.model({ name: INPUT_NAME, shape: [1, inChannels, height, width] }, { name: writer.nameOf(output), shape: [1, outChannels, height * scale, width * scale] });
};
