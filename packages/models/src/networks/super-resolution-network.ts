import { ShapeError } from '@srkit/core';
import { Graph, type GraphNode, grouped, inputNode } from '@srkit/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { OfficialNetwork } from '../official-network';

/** Bytes for each pixel of the picture, of the two stages. */
export interface StageBytes {
  readonly features: number;
  readonly reconstruct: number;
}

interface Graphs {
  readonly whole: Graph;
  readonly features: Graph;
  readonly reconstruct: Graph;
}

/**
 * A network that maps `[n, h, w, inChannels]` in [0, 1] to `[n, h * scale, w * scale, outChannels]`. It describes itself
 * as a graph; the forward pass runs it, and what tiling needs to know follows from it. State_dicts have no prefix.
 *
 * The forward pass has two stages, so that a tile's wide halo is paid for at low resolution only:
 * `reconstruct(features(x))` equals `forward(x)`.
 */
export abstract class SuperResolutionNetwork extends OfficialNetwork {
  abstract readonly inChannels: number;
  /** The least height and width of a picture. */
  readonly leastSide: number = 1;
  #graphs: Graphs | undefined;

  /** Adds the network's nodes behind the picture; `features` is where the part ends that does not enlarge. */
  protected abstract describe(picture: GraphNode): {
    readonly features: GraphNode;
    readonly output: GraphNode;
  };

  /** Adds the nodes of the whole network, as a part of another one. */
  describeOutput(picture: GraphNode): GraphNode {
    const { statePath: name, typeName: type } = this;
    return grouped({ name, type, inputs: [picture] }, () => this.describe(picture).output);
  }

  get #stages(): Graphs {
    if (!this.#graphs) {
      const picture = inputNode('picture', this.inChannels);
      const { features, output } = this.describe(picture);
      this.#graphs = {
        whole: new Graph([picture], [output]),
        features: new Graph([picture], [features]),
        reconstruct: new Graph([features, picture], [output]),
      };
    }
    return this.#graphs;
  }

  /** The network's steps, from picture to output. */
  get graph(): Graph {
    return this.#stages.whole;
  }

  get scale(): number {
    return this.graph.scale;
  }

  get outChannels(): number {
    return this.graph.outputs[0]!.channels;
  }

  /** Height and width of the input must be multiples of this. */
  get inputMultiple(): number {
    return this.graph.facts.inputMultiple;
  }

  /** Input pixels on each side that an output pixel depends on: the exact halo of a tile. */
  get halo(): number {
    return this.graph.facts.halo;
  }

  /** Input pixels that `reconstruct` alone depends on; at most `halo`. */
  get reconstructHalo(): number {
    return this.#stages.reconstruct.facts.halo;
  }

  /** Input pixels that one feature pixel covers. */
  get featureStride(): number {
    return 1 / this.#stages.features.scale;
  }

  /** The most that tensors hold at once, per input pixel, in each stage. */
  get bytesPerPixel(): StageBytes {
    const { features, reconstruct } = this.#stages;
    return { features: features.facts.peakBytes, reconstruct: reconstruct.facts.peakBytes };
  }

  /** Size of each stage's largest tensor per input pixel, in bytes. */
  get largestTensorPerPixel(): StageBytes {
    const { features, reconstruct } = this.#stages;
    return { features: features.facts.largestTensorBytes, reconstruct: reconstruct.facts.largestTensorBytes };
  }

  #refuseSmall({ shape: [, height, width] }: Tensor4D): void {
    if (Math.min(height, width) >= this.leastSide) return;
    throw new ShapeError(
      'E_SHAPE_SIZE',
      `${this.typeName}: the picture is ${width}x${height}, expected sides of at least ${this.leastSide}, below which its attention has nothing to pool. Pad it: border 'reflect' (--border reflect) does.`,
    );
  }

  /** The part of the network that works at (or below) the input's resolution. */
  features(x: Tensor4D): Tensor4D {
    this.#refuseSmall(x);
    return this.#stages.features.run([x])[0] as Tensor4D;
  }

  /** The part that enlarges. */
  reconstruct(features: Tensor4D, input: Tensor4D): Tensor4D {
    return this.#stages.reconstruct.run([features, input])[0] as Tensor4D;
  }

  /** `[n, h, w, inChannels]` to `[n, h * scale, w * scale, outChannels]`; clamped by some networks only. */
  forward(x: Tensor4D): Tensor4D {
    this.#refuseSmall(x);
    return this.graph.run([x])[0] as Tensor4D;
  }
}
