import { type StateDict, toFloat32 } from '@srkit/checkpoints';
import { type Architecture, isGenerator } from '@srkit/models';
import { OnnxGraph } from './onnx-graph';

/** Size of the picture that comes in. */
export interface InputSize {
  readonly width: number;
  readonly height: number;
}

export const INPUT_NAME = 'picture';

const RRDB_SLOPE = 0.2;
const SRVGG_SLOPE = 0.1;
const RESIDUAL_SCALE = 0.2;

/** Adds the layers that both networks are made of, with the state_dict's weights. */
class Layers {
  readonly graph = new OnnxGraph();
  readonly #state: StateDict;

  constructor(state: StateDict) {
    this.#state = state;
  }

  #weights(name: string, shape?: readonly number[]): string {
    const tensor = this.#state.get(name);
    if (!tensor) throw new Error(`The state_dict has no '${name}'.`);
    return this.graph.constant(name, shape ?? tensor.shape, toFloat32(tensor));
  }

  /** 3x3 convolution with bias that keeps the size. */
  conv(x: string, name: string): string {
    const inputs = [x, this.#weights(`${name}.weight`), this.#weights(`${name}.bias`)];
    return this.graph.node('Conv', inputs, { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [1, 1] });
  }

  leakyRelu(x: string, slope: number): string {
    return this.graph.node('LeakyRelu', [x], { alpha: { float: slope } });
  }

  prelu(x: string, name: string): string {
    const channels = this.#state.get(name)?.shape[0] ?? 0;
    return this.graph.node('PRelu', [x, this.#weights(name, [channels, 1, 1])]);
  }

  nearest(x: string, scale: number): string {
    const scales = this.graph.constant(`scales_of_${x}`, [4], Float32Array.of(1, 1, scale, scale));
    return this.graph.node('Resize', [x, '', scales], {
      mode: 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    });
  }

  add(a: string, b: string): string {
    return this.graph.node('Add', [a, b]);
  }
}

const rrdbnet = (layers: Layers, numBlock: number): string => {
  const scale = layers.graph.constant('residual_scale', [], Float32Array.of(RESIDUAL_SCALE));
  const residual = (branch: string, x: string): string =>
    layers.add(layers.graph.node('Mul', [branch, scale]), x);
  const denseBlock = (x: string, name: string): string => {
    const seen = [x];
    for (const k of [1, 2, 3, 4]) {
      const input = seen.length === 1 ? x : layers.graph.node('Concat', seen, { axis: 1 });
      seen.push(layers.leakyRelu(layers.conv(input, `${name}.conv${k}`), RRDB_SLOPE));
    }
    return residual(layers.conv(layers.graph.node('Concat', seen, { axis: 1 }), `${name}.conv5`), x);
  };
  const block = (x: string, name: string): string =>
    residual(
      [1, 2, 3].reduce((y, k) => denseBlock(y, `${name}.rdb${k}`), x),
      x,
    );

  const first = layers.conv(INPUT_NAME, 'conv_first');
  let y = first;
  for (let b = 0; b < numBlock; b++) y = block(y, `body.${b}`);
  y = layers.add(first, layers.conv(y, 'conv_body'));
  for (const name of ['conv_up1', 'conv_up2']) {
    y = layers.leakyRelu(layers.conv(layers.nearest(y, 2), name), RRDB_SLOPE);
  }
  return layers.conv(layers.leakyRelu(layers.conv(y, 'conv_hr'), RRDB_SLOPE), 'conv_last');
};

const srvgg = (
  layers: Layers,
  { numConv, upscale, actType }: Extract<Architecture, { name: 'SRVGGNetCompact' }>['config'],
): string => {
  const activation = (x: string, name: string): string => {
    if (actType === 'prelu') return layers.prelu(x, `${name}.weight`);
    return actType === 'relu' ? layers.graph.node('Relu', [x]) : layers.leakyRelu(x, SRVGG_SLOPE);
  };
  let y = INPUT_NAME;
  for (let k = 0; k <= numConv; k++) {
    y = activation(layers.conv(y, `body.${2 * k}`), `body.${2 * k + 1}`);
  }
  y = layers.conv(y, `body.${2 * numConv + 2}`);
  const shuffled = layers.graph.node('DepthToSpace', [y], { blocksize: upscale, mode: 'CRD' });
  return layers.add(shuffled, layers.nearest(INPUT_NAME, upscale));
};

/**
 * The ONNX model (plain ModelProto) of a network with official parameter names, for one picture of a fixed size,
 * NCHW. Written after the official PyTorch code, not after our forward pass, so that it checks it as well.
 */
export const exportNetwork = (
  architecture: Architecture,
  state: StateDict,
  { width, height }: InputSize,
): object => {
  if (!isGenerator(architecture)) throw new Error('Only networks that upscale can be written as ONNX.');
  const layers = new Layers(state);
  let output: string;
  let scale: number;
  if (architecture.name === 'RRDBNet') {
    const { config, layout } = architecture;
    if (config.scale !== 4 || config.numUp !== 2 || layout !== 'official') {
      throw new Error('Only x4 RRDBNet with the official names can be written as ONNX.');
    }
    scale = config.scale;
    output = rrdbnet(layers, config.numBlock);
  } else {
    scale = architecture.config.upscale;
    output = srvgg(layers, architecture.config);
  }
  const { numInCh, numOutCh } = architecture.config;
  return layers.graph.model(
    { name: INPUT_NAME, shape: [1, numInCh, height, width] },
    { name: output, shape: [1, numOutCh, height * scale, width * scale] },
  );
};
