import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Activation } from '../activation';
import type { Parameter } from '../parameter';
import type { Geometry } from './geometry';

/** What a node computes. Parameters are the network's own; their names are the official ones. */
export type Op =
  /** `whole`: of a size of its own, read as a whole wherever it is used (a reference's features). */
  | { readonly kind: 'input'; readonly whole: boolean }
  | {
      readonly kind: 'conv2d';
      readonly weight: Parameter;
      readonly bias: Parameter | undefined;
      readonly kernelSize: number;
      readonly stride: number;
      /** Rows and columns of zeros on each side. */
      readonly padding: number;
      /** Channels in and out are in so many groups. */
      readonly groups: number;
      readonly activation: Activation;
    }
  | { readonly kind: 'activation'; readonly activation: Activation }
  /** The sum of the inputs, each times its scale. */
  | { readonly kind: 'add'; readonly scales: readonly number[] }
  | { readonly kind: 'concat' }
  /** `bilinear` with half-pixel centres. */
  | { readonly kind: 'resize'; readonly mode: 'nearest' | 'bilinear'; readonly factor: number }
  | { readonly kind: 'pixelShuffle'; readonly factor: number }
  | { readonly kind: 'pixelUnshuffle'; readonly factor: number }
  /** The maximum of windows of `size` x `size` pixels, `stride` apart. */
  | { readonly kind: 'maxPool'; readonly size: number; readonly stride: number }
  /** Channels from `start` on. */
  | { readonly kind: 'channels'; readonly start: number }
  /** The product of the inputs, pixel by pixel. */
  | { readonly kind: 'multiply' }
  /** Every sample times `scale`, plus its channel's offset. */
  | { readonly kind: 'affine'; readonly scale: number; readonly offsets: readonly number[] }
  /** Anything else that stays within a pixel: `softmax`, `normalise`, `clip`, ... */
  | { readonly kind: 'pointwise'; readonly type: string }
  /**
   * Deformable convolution of a whole input where learned and matched offsets point; inputs: what is sampled, learned
   * offsets and mask logits, matched offsets.
   */
  | {
      readonly kind: 'dynamicAggregation';
      readonly weight: Parameter;
      readonly bias: Parameter;
      readonly deformGroups: number;
    }
  /** The first input, which is whole, cut or filled with zeros to the second's size. */
  | { readonly kind: 'fitGrid' }
  /** Mirrored at the end of rows and columns up to a multiple. */
  | { readonly kind: 'reflectPad'; readonly multiple: number }
  /** The second input, cut to the first's size. */
  | { readonly kind: 'crop' }
  /** Every result depends on the whole input, as a global mean; `reason` says how. */
  | { readonly kind: 'global'; readonly reason: string };

export type OpKind = Op['kind'];

/** Which rows of a picture a node is run on: those from row `top` on, of `height` in all, in the inputs' grid. */
export interface Band {
  readonly top: number;
  readonly height: number;
}

/** Nodes that belong together and that some backends compute at once: a residual dense block. */
export interface Group {
  /** Name of the module. */
  readonly name: string;
  readonly type: string;
  readonly inputs: readonly GraphNode[];
  readonly output: GraphNode;
  /**
   * All of it at once, of the inputs or of a band of their rows; undefined where the current backend has no way to, or
   * gradients are recorded.
   */
  readonly fused: ((inputs: readonly Tensor4D[]) => Tensor4D | undefined) | undefined;
  /** Channels that `fused` holds beside inputs and result on the current backend; undefined where it has no way. */
  readonly fusedScratchChannels?: (() => number | undefined) | undefined;
}

/** One step of a network: `[n, h, w, c]` tensors to one. */
export interface GraphNode {
  /** Grows in the order in which nodes are made, which is the order in which they run. */
  readonly serial: number;
  /** The module's path in the state_dict, or what the result is; a module that is applied twice makes two nodes. */
  readonly name: string;
  readonly op: Op;
  readonly inputs: readonly GraphNode[];
  readonly channels: number;
  /** Rows of this result to a row of the picture: `up / down`, without common divisors. */
  readonly grid: { readonly up: number; readonly down: number };
  /**
   * How its rows lie over those of its inputs. Those that are whole lie nowhere; how many rows there are follows from the
   * first of the others.
   */
  readonly geometry: Geometry;
  /** Groups that it is part of, the outermost first. */
  readonly groups: readonly Group[];
  /** Multiply-adds for one pixel of the result. */
  readonly multiplyAdds: number;
  /** Channels that are held for a moment beside inputs and result. */
  readonly scratchChannels: number;
  readonly parameters: readonly Parameter[];
  /**
   * Computes the node for pictures or, told which rows these are, for a band of their rows. Near an end of the band that
   * is none of the picture, rows that depend on what is not there are wrong and are to be cut off: `geometry` says
   * which.
   */
  readonly run: (inputs: readonly Tensor4D[], band?: Band) => Tensor4D;
}

/** Whether a node is read as a whole instead of where it lies. */
export const isWhole = (node: GraphNode): boolean => node.op.kind === 'input' && node.op.whole;
