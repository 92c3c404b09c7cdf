import { type StateDict, toFloat32 } from '@srkit/checkpoints';
import type { SuperResolutionNetwork } from '@srkit/models';
import type { Activation, GraphNode, Parameter } from '@srkit/nn';
import { OnnxGraph } from './onnx-graph';

/** Size of the picture that comes in. */
export interface InputSize {
  readonly width: number;
  readonly height: number;
}

export const INPUT_NAME = 'picture';

/** Writes nodes of a network's description as ONNX's, with a state_dict's weights. */
class Writer {
  readonly onnx = new OnnxGraph();
  readonly #state: StateDict;
  /** What each node's result is called. */
  readonly #names = new Map<GraphNode, string>();

  constructor(state: StateDict, picture: GraphNode) {
    this.#state = state;
    this.#names.set(picture, INPUT_NAME);
  }

  nameOf(node: GraphNode): string {
    return this.#names.get(node) as string;
  }

  /** Nodes have to come after those that they are computed from. */
  write(node: GraphNode): void {
    this.#names.set(
      node,
      this.#compute(
        node,
        node.inputs.map((input) => this.nameOf(input)),
      ),
    );
  }

  #compute({ op, name }: GraphNode, inputs: readonly string[]): string {
    switch (op.kind) {
      case 'conv2d': {
        const { weight, bias, kernelSize: k, stride: s, padding: p, groups, activation } = op;
        const weights = [weight, ...(bias ? [bias] : [])].map((parameter) => this.#weights(parameter));
        const attributes = { kernel_shape: [k, k], pads: [p, p, p, p], strides: [s, s], group: groups };
        return this.#activate(this.onnx.node('Conv', [...inputs, ...weights], attributes), activation);
      }
      case 'activation':
        return this.#activate(inputs[0]!, op.activation);
      case 'add':
        return this.onnx.node(
          'Add',
          inputs.map((input, i) => this.#scaled(input, op.scales[i]!)),
        );
      case 'multiply':
        return this.onnx.node('Mul', inputs);
      case 'affine': {
        const shift = this.onnx.constant(
          `${name}.offsets`,
          [op.offsets.length, 1, 1],
          Float32Array.from(op.offsets),
        );
        return this.onnx.node('Add', [this.#scaled(inputs[0]!, op.scale), shift]);
      }
      case 'concat':
        return this.onnx.node('Concat', inputs, { axis: 1 });
      case 'resize':
        return this.#resize(inputs[0]!, op.mode, op.factor);
      case 'pixelShuffle':
        return this.onnx.node('DepthToSpace', inputs, { blocksize: op.factor, mode: 'CRD' });
      default:
        throw new Error(`${name}: '${op.kind}' has not been written as ONNX yet.`);
    }
  }

  #weights(parameter: Parameter, shape = parameter.shape): string {
    const tensor = this.#state.get(parameter.path);
    if (!tensor) throw new Error(`The state_dict has no '${parameter.path}'.`);
    return this.onnx.constant(parameter.path, shape, toFloat32(tensor));
  }

  #activate(x: string, activation: Activation): string {
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
      case 'sigmoid':
        return this.onnx.node('Sigmoid', [x]);
      case 'silu':
        return this.onnx.node('Mul', [x, this.onnx.node('Sigmoid', [x])]);
      case 'gelu':
        throw new Error("'gelu' has not been written as ONNX yet.");
    }
  }

  #scaled(x: string, scale: number): string {
    if (scale === 1) return x;
    return this.onnx.node('Mul', [x, this.onnx.constant(`scale_${scale}`, [], Float32Array.of(scale))]);
  }

  #resize(x: string, mode: 'nearest' | 'bilinear', factor: number): string {
    const scales = this.onnx.constant(`scales_${factor}`, [4], Float32Array.of(1, 1, factor, factor));
    const how =
      mode === 'nearest'
        ? { mode, coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' }
        : { mode: 'linear', coordinate_transformation_mode: 'half_pixel' };
    return this.onnx.node('Resize', [x, '', scales], how);
  }
}

/**
 * The ONNX model (plain ModelProto) of a network, for one picture of a fixed size, NCHW: its own description, node by
 * node.
 */
export const exportNetwork = (
  { graph, inChannels, outChannels, scale }: SuperResolutionNetwork,
  state: StateDict,
  { width, height }: InputSize,
): object => {
  const [picture] = graph.inputs;
  const [output] = graph.outputs;
  const writer = new Writer(state, picture!);
  for (const node of graph.nodes) writer.write(node);
  return writer.onnx.model(
    { name: INPUT_NAME, shape: [1, inChannels, height, width] },
    { name: writer.nameOf(output!), shape: [1, outChannels, height * scale, width * scale] },
  );
};
