import { Graph, inputNode } from '@srkit/nn';
import { OfficialNetwork } from '../official-network';
/**
 * A network that maps `[n, h, w, inChannels]` in [0, 1] to `[n, h * scale, w * scale, outChannels]`. It describes itself
 * as a graph; the forward pass runs it, and what tiling needs to know follows from it. State_dicts have no prefix.
 *
 * The forward pass has two stages, so that a tile's wide halo is paid for at low resolution only:
 * `reconstruct(features(x))` equals `forward(x)`.
 */
export class SuperResolutionNetwork extends OfficialNetwork {
    #graphs;
    get #stages() {
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
    get graph() {
        return this.#stages.whole;
    }
    get scale() {
        return this.graph.scale;
    }
    get outChannels() {
        return this.graph.outputs[0].channels;
    }
    /** Height and width of the input must be multiples of this. */
    get inputMultiple() {
        return this.graph.facts.inputMultiple;
    }
    /** Input pixels on each side that an output pixel depends on: the exact halo of a tile. */
    get halo() {
        return this.graph.facts.halo;
    }
    /** Input pixels that `reconstruct` alone depends on; at most `halo`. */
    get reconstructHalo() {
        return this.#stages.reconstruct.facts.halo;
    }
    /** Input pixels that one feature pixel covers. */
    get featureStride() {
        return 1 / this.#stages.features.scale;
    }
    /** The most that tensors hold at once, per input pixel, in each stage. */
    get bytesPerPixel() {
        const { features, reconstruct } = this.#stages;
        return { features: features.facts.peakBytes, reconstruct: reconstruct.facts.peakBytes };
    }
    /** Size of each stage's largest tensor per input pixel, in bytes. */
    get largestTensorPerPixel() {
        const { features, reconstruct } = this.#stages;
        return { features: features.facts.largestTensorBytes, reconstruct: reconstruct.facts.largestTensorBytes };
    }
    /** The part of the network that works at (or below) the input's resolution. */
    features(x) {
        return this.#stages.features.run([x])[0];
    }
    /** The part that enlarges. */
    reconstruct(features, input) {
        return this.#stages.reconstruct.run([features, input])[0];
    }
    /** `[n, h, w, inChannels]` to `[n, h * scale, w * scale, outChannels]`; not clamped. */
    forward(x) {
        return this.graph.run([x])[0];
    }
}
