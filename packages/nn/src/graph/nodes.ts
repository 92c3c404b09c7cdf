import { ConfigError } from '@srkit/core';
import { DYNAMIC_AGGREGATION } from '@srkit/core/contracts';
import {
  deformConv2d,
  hasKernel,
  isRecordingGradients,
  pixelShuffle,
  pixelUnshuffle,
  resize,
  runKernel,
  scaledAdd,
} from '@srkit/ops';
import {
  add,
  concat,
  image,
  maxPool,
  mul,
  sigmoid,
  slice,
  type Tensor1D,
  type Tensor4D,
  tensor1d,
  tile,
} from '@tensorflow/tfjs-core';
import { type Activation, activate, isFused } from '../activation';
import type { Conv2d } from '../conv2d';
import type { Parameter } from '../parameter';
import { adaptiveMaxPool } from './adaptive-max-pool';
import { fitGrid } from './fit-grid';
import { filledUp, type Geometry, gathered, interpolated, repeated, SAME, sliding } from './geometry';
import { type Band, type GraphNode, type Group, isWhole, type Op } from './graph-node';
import { reflectPadToMultiple } from './reflect-pad';

let serial = 0;

/** The groups that nodes are being made in. */
let open: readonly Group[] = [];

interface Step {
  readonly name: string;
  readonly op: Op;
  readonly inputs: readonly GraphNode[];
  readonly channels: number;
  readonly geometry?: Geometry;
  readonly multiplyAdds?: number;
  readonly scratchChannels?: number;
  readonly parameters?: readonly Parameter[];
  readonly run: GraphNode['run'];
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

const ratio = (up: number, down: number): GraphNode['grid'] => {
  const common = divisor(up, down);
  return { up: up / common, down: down / common };
};

const node = ({
  geometry = SAME,
  multiplyAdds = 0,
  scratchChannels = 0,
  parameters = [],
  ...step
}: Step): GraphNode => {
  const laid = step.inputs.filter((input) => !isWhole(input));
  const [first] = laid;
  const grid = first?.grid ?? { up: 1, down: 1 };
  const other = laid.find((input) => input.grid.up !== grid.up || input.grid.down !== grid.down);
  if (other) {
    throw new ConfigError(
      'E_CONFIG_GRAPH',
      `${step.name}: the inputs ${first!.name} and ${other.name} are of different sizes, ${grid.up}/${grid.down} and ${other.grid.up}/${other.grid.down} of the picture.`,
    );
  }
  return {
    ...step,
    serial: ++serial,
    grid: ratio(grid.up * geometry.up, grid.down * geometry.down),
    geometry,
    groups: open,
    multiplyAdds,
    scratchChannels,
    parameters,
  };
};

const unfed = (name: string) => (): Tensor4D => {
  throw new ConfigError('E_CONFIG_GRAPH', `The graph was given no '${name}'.`);
};

/**
 * What a graph is given.
 *
 * @param scale Its rows to a row of the picture. Default 1: it is the picture, or lies on its pixels.
 */
export const inputNode = (name: string, channels: number, scale = 1): GraphNode => ({
  ...node({ name, op: { kind: 'input', whole: false }, inputs: [], channels, run: unfed(name) }),
  grid: scale >= 1 ? ratio(scale, 1) : ratio(1, 1 / scale),
});

/** What a graph is given and reads as a whole, of any size. */
export const wholeInputNode = (name: string, channels: number): GraphNode =>
  node({ name, op: { kind: 'input', whole: true }, inputs: [], channels, run: unfed(name) });

const LINEAR: Activation = { kind: 'linear' };

/** A convolution, with its activation. */
export const convNode = (conv: Conv2d, x: GraphNode, activation: Activation = LINEAR): GraphNode => {
  const { weight, bias, kernelSize, stride, padding, groups } = conv;
  const [outChannels, perGroup] = weight.shape as [number, number];
  const inChannels = perGroup * groups;
  if (x.channels !== inChannels) {
    throw new ConfigError(
      'E_CONFIG_GRAPH',
      `${conv.path}: ${x.name} has ${x.channels} channels, expected ${inChannels}.`,
    );
  }
  const slopes = activation.kind === 'prelu' ? [activation.slopes] : [];
  return node({
    name: conv.statePath,
    op: { kind: 'conv2d', weight, bias, kernelSize, stride, padding, groups, activation },
    inputs: [x],
    channels: outChannels,
    geometry: sliding(kernelSize, stride, padding),
    multiplyAdds: kernelSize ** 2 * perGroup * outChannels,
    // Results of all groups are there when they are joined; an activation that no kernel takes along works on a copy.
    scratchChannels: groups > 1 ? inChannels + outChannels : isFused(activation) ? 0 : 2 * outChannels,
    parameters: [weight, ...(bias ? [bias] : []), ...slopes],
    run: ([input]) => conv.forward(input as Tensor4D, activation),
  });
};

export const activationNode = (name: string, x: GraphNode, activation: Activation): GraphNode =>
  node({
    name,
    op: { kind: 'activation', activation },
    inputs: [x],
    channels: x.channels,
    parameters: activation.kind === 'prelu' ? [activation.slopes] : [],
    run: ([input]) => activate(input as Tensor4D, activation),
  });

/** `scales[0] * a + scales[1] * b`; a scale of 1 costs nothing. */
export const addNode = (
  name: string,
  a: GraphNode,
  b: GraphNode,
  scales: readonly [number, number] = [1, 1],
): GraphNode =>
  node({
    name,
    op: { kind: 'add', scales },
    inputs: [a, b],
    channels: a.channels,
    scratchChannels: scales.filter((scale) => scale !== 1).length * a.channels,
    run: (inputs) => {
      const [x, y] = inputs as readonly [Tensor4D, Tensor4D];
      if (isRecordingGradients()) return scaledAdd(x, y, scales);
      const [one, other] = [x, y].map((input, i) => (scales[i] === 1 ? input : mul(input, scales[i]!)));
      return add(one as Tensor4D, other as Tensor4D);
    },
  });

export const concatNode = (name: string, inputs: readonly GraphNode[]): GraphNode =>
  node({
    name,
    op: { kind: 'concat' },
    inputs,
    channels: inputs.reduce((sum, { channels }) => sum + channels, 0),
    run: (given) => concat([...given], 3),
  });

export const nearestNode = (name: string, x: GraphNode, factor: number): GraphNode =>
  node({
    name,
    op: { kind: 'resize', mode: 'nearest', factor },
    inputs: [x],
    channels: x.channels,
    geometry: repeated(factor),
    run: ([input]) => {
      const [, h, w] = (input as Tensor4D).shape;
      return image.resizeNearestNeighbor(input as Tensor4D, [h * factor, w * factor]);
    },
  });

export const bilinearNode = (name: string, x: GraphNode, factor: number): GraphNode =>
  node({
    name,
    op: { kind: 'resize', mode: 'bilinear', factor },
    inputs: [x],
    channels: x.channels,
    geometry: interpolated(factor),
    run: ([input]) => resize(input as Tensor4D, { mode: 'bilinear', scaleFactor: factor }),
  });

export const pixelShuffleNode = (name: string, x: GraphNode, factor: number): GraphNode =>
  node({
    name,
    op: { kind: 'pixelShuffle', factor },
    inputs: [x],
    channels: x.channels / factor ** 2,
    geometry: repeated(factor),
    run: ([input]) => pixelShuffle(input as Tensor4D, factor),
  });

export const pixelUnshuffleNode = (name: string, x: GraphNode, factor: number): GraphNode =>
  node({
    name,
    op: { kind: 'pixelUnshuffle', factor },
    inputs: [x],
    channels: x.channels * factor ** 2,
    geometry: gathered(factor),
    run: ([input]) => pixelUnshuffle(input as Tensor4D, factor),
  });

/** The maximum of windows of `size` x `size` pixels, `stride` apart; by default blocks that do not overlap. */
export const maxPoolNode = (name: string, x: GraphNode, size: number, stride = size): GraphNode =>
  node({
    name,
    op: { kind: 'maxPool', size, stride },
    inputs: [x],
    channels: x.channels,
    geometry: sliding(size, stride, 0),
    run: ([input]) => maxPool(input as Tensor4D, size, stride, 'valid'),
  });

/** `count` of the channels, from `start` on. */
export const channelsNode = (name: string, x: GraphNode, start: number, count: number): GraphNode =>
  node({
    name,
    op: { kind: 'channels', start },
    inputs: [x],
    channels: count,
    run: ([input]) => slice(input as Tensor4D, [0, 0, 0, start], [-1, -1, -1, count]),
  });

/** `a * b`, pixel by pixel. */
export const multiplyNode = (name: string, a: GraphNode, b: GraphNode): GraphNode =>
  node({
    name,
    op: { kind: 'multiply' },
    inputs: [a, b],
    channels: a.channels,
    run: ([x, y]) => mul(x as Tensor4D, y as Tensor4D),
  });

/** `scale * x + offset`, one offset for each channel. */
export const affineNode = (
  name: string,
  x: GraphNode,
  scale: number,
  offsets: readonly number[] = [],
): GraphNode => {
  const all = Array.from({ length: x.channels }, (_, c) => offsets[c] ?? 0);
  return node({
    name,
    op: { kind: 'affine', scale, offsets: all },
    inputs: [x],
    channels: x.channels,
    scratchChannels: x.channels,
    run: ([input]) => add(mul(input as Tensor4D, scale), tensor1d(all)),
  });
};

/**
 * Pooled to `floor(side / divisor)` windows that cover every side evenly, as `torch.nn.AdaptiveMaxPool2d`: where the divisor
 * leaves a rest, they overlap and lie where the size of the whole picture puts them. At least one window.
 */
export const adaptiveMaxPoolNode = (name: string, x: GraphNode, divisor: number): GraphNode => ({
  ...node({
    name,
    op: { kind: 'global', reason: 'its pooling windows depend on the size of the whole picture' },
    inputs: [x],
    channels: x.channels,
    run: ([input]) => adaptiveMaxPool(input as Tensor4D, divisor),
  }),
  grid: ratio(x.grid.up, x.grid.down * divisor),
});

/** `x`, which may lie in any grid, resized to the size of `like` as PyTorch's `interpolate` to a size does. */
export const resizeToNode = (
  name: string,
  x: GraphNode,
  like: GraphNode,
  mode: 'nearest' | 'bilinear',
): GraphNode => ({
  ...node({
    name,
    op: { kind: 'global', reason: 'a map of fewer pixels is stretched over the whole picture' },
    inputs: [like],
    channels: x.channels,
    run: (inputs) => {
      const [target, given] = inputs as readonly [Tensor4D, Tensor4D];
      return resize(given, { mode, size: [target.shape[1], target.shape[2]] });
    },
  }),
  inputs: [like, x],
});

/** A computation of its own whose pixels depend on the same pixels of the inputs alone. */
export const pointwiseNode = (
  name: string,
  type: string,
  inputs: readonly GraphNode[],
  channels: number,
  run: (inputs: readonly Tensor4D[]) => Tensor4D,
  scratchChannels = 0,
  parameters: readonly Parameter[] = [],
): GraphNode =>
  node({
    name,
    op: { kind: 'pointwise', type },
    inputs,
    channels,
    scratchChannels,
    parameters,
    run: (given) => run(given),
  });

/** A computation of which every result depends on the whole input; `reason` ends "cannot be cut, because ...". */
export const globalNode = (
  name: string,
  reason: string,
  inputs: readonly GraphNode[],
  channels: number,
  run: (inputs: readonly Tensor4D[]) => Tensor4D,
  parameters: readonly Parameter[] = [],
): GraphNode =>
  node({ name, op: { kind: 'global', reason }, inputs, channels, parameters, run: (given) => run(given) });

const TAPS = 9;

/** The modulated deformable convolution of dynamic aggregation (C2-Matching, section 3.3); see `Op`. */
export const dynamicAggregationNode = (
  name: string,
  { weight, bias, deformGroups: groups }: { weight: Parameter; bias: Parameter; deformGroups: number },
  [reference, predicted, preOffset]: readonly [GraphNode, GraphNode, GraphNode],
): GraphNode => {
  const [outChannels, inChannels] = weight.shape as [number, number];
  const offsetChannels = 2 * TAPS * groups;
  return node({
    name,
    op: { kind: 'dynamicAggregation', weight, bias, deformGroups: groups },
    inputs: [reference, predicted, preOffset],
    channels: outChannels,
    multiplyAdds: TAPS * inChannels * outChannels,
    // Learned offsets, matched offsets for every group, their sum, and the mask before and after its sigmoid.
    scratchChannels: 3 * offsetChannels + 2 * TAPS * groups,
    parameters: [weight, bias],
    run: (inputs, band) => {
      const [sampled, learned, matched] = inputs as readonly [Tensor4D, Tensor4D, Tensor4D];
      const [n, h, w] = learned.shape;
      if (!isRecordingGradients() && hasKernel(DYNAMIC_AGGREGATION)) {
        const given = { x: sampled, learned, matched, weight: weight.variable, bias: bias.variable };
        return runKernel(DYNAMIC_AGGREGATION, given, {
          deformGroups: groups,
          top: band?.top ?? 0,
        }) as Tensor4D;
      }
      const offsets = slice(learned, [0, 0, 0, 0], [n, h, w, offsetChannels]);
      // Offsets count from where a pixel lies in the picture, not in the band.
      const lower = band && band.top > 0 ? add(matched, tile(tensor1d([band.top, 0]), [TAPS])) : matched;
      const offset = add(offsets, tile(lower, [1, 1, 1, groups])) as Tensor4D;
      const mask = sigmoid(slice(learned, [0, 0, 0, offsetChannels], [n, h, w, TAPS * groups]));
      return deformConv2d(
        sampled,
        offset,
        mask,
        weight.variable as unknown as Tensor4D,
        bias.variable as unknown as Tensor1D,
        { stride: 1, padding: 1, dilation: 1, deformGroups: groups, allowOtherSize: true },
      );
    },
  });
};

/** A whole input, cut or filled with zeros at the bottom and the right to the size of `like`. */
export const fitGridNode = (name: string, x: GraphNode, like: GraphNode): GraphNode =>
  node({
    name,
    op: { kind: 'fitGrid' },
    inputs: [x, like],
    channels: x.channels,
    run: (inputs, band) => {
      const [given, target] = inputs as readonly [Tensor4D, Tensor4D];
      return fitGrid(given, target.shape[1], target.shape[2], band?.top);
    },
  });

/**
 * Mirrored at the bottom and the right to sides that are multiples.
 *
 * @param owner Who refuses sides that are too short.
 */
export const reflectPadNode = (name: string, x: GraphNode, multiple: number, owner = name): GraphNode =>
  node({
    name,
    op: { kind: 'reflectPad', multiple },
    inputs: [x],
    channels: x.channels,
    geometry: filledUp(multiple),
    run: ([input], band) => {
      const given = input as Tensor4D;
      const { top, height }: Band = band ?? { top: 0, height: given.shape[1] };
      return reflectPadToMultiple(given, multiple, owner, top + given.shape[1] < height ? 0 : height);
    },
  });

/** `x` cut at the bottom and the right to the size of `like`. */
export const cropNode = (name: string, x: GraphNode, like: GraphNode): GraphNode =>
  node({
    name,
    op: { kind: 'crop' },
    inputs: [like, x],
    channels: x.channels,
    run: (inputs) => {
      const [target, given] = inputs as readonly [Tensor4D, Tensor4D];
      const [n, , , c] = given.shape;
      return slice(given, [0, 0, 0, 0], [n, target.shape[1], target.shape[2], c]);
    },
  });

/** Makes nodes as one group; see `Group`. */
export const grouped = (
  facts: Omit<Group, 'output' | 'fused'> & { readonly fused?: Group['fused'] },
  build: () => GraphNode,
): GraphNode => {
  const outer = open;
  const group: { -readonly [Key in keyof Group]: Group[Key] } = {
    fused: undefined,
    ...facts,
    // Known when the nodes are made; until then nobody asks.
    output: undefined as unknown as GraphNode,
  };
  open = [...outer, group];
  try {
    group.output = build();
    return group.output;
  } finally {
    open = outer;
  }
};
