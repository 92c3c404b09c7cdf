import { addNode, bilinearNode, checkChannels, Graph, graphPerCount, inputNode, wholeInputNode, } from '@srkit/nn';
import { OfficialNetwork } from '../official-network';
import { checkedReferences } from './checked-references';
import { ContentExtractor } from './content-extractor';
import { DynamicAggregationRestoration } from './dynamic-aggregation-restoration';
import { LEVELS, PRE_OFFSET_CHANNELS, perLayer, REFERENCE_SCALE, } from './levels';
import { srnttInit } from './srntt-init';
/** Of a picture. */
const CHANNELS = 3;
/**
 * What both published networks have in common: everything but the heads that bring the references in (C2-Matching,
 * section 3.4). State_dict without a prefix: `content_extractor`, `dyn_agg_restore`.
 */
export class ReferenceRestorationNet extends OfficialNetwork {
    #contentExtractor;
    #dynAggRestore;
    #stages;
    #graph = graphPerCount((count) => this.#describe(count));
    constructor(config, buildHead, options) {
        super(options);
        const { ngf = 64, nBlocks = 16 } = config;
        this.#contentExtractor = this.child('content_extractor', () => new ContentExtractor({ nf: ngf, nBlocks, init: srnttInit }));
        this.#dynAggRestore = this.child('dyn_agg_restore', () => new DynamicAggregationRestoration(config, buildHead));
    }
    /**
     * The network's steps for so many references. Inputs: the picture, then of each reference and level the features and
     * the pre-offset.
     */
    graph(references) {
        return this.#graph(references);
    }
    /**
     * The network in parts that take one reference at a time. `forward` of any number of references is `content`, then for
     * each level `reference` for each of them, the softmax of their logits, `fuse` and `refine`.
     */
    stages() {
        this.#stages ??= this.#describeStages();
        return this.#stages;
    }
    #describeStages() {
        const picture = inputNode('picture', CHANNELS);
        return {
            content: new Graph([picture], [this.#contentExtractor.describe(picture)]),
            levels: this.#dynAggRestore.stages((residual) => ({
                output: addNode('output', bilinearNode('bilinear', picture, REFERENCE_SCALE), residual),
                inputs: [picture],
            })),
        };
    }
    #describe(count) {
        const picture = inputNode('picture', CHANNELS);
        const references = Array.from({ length: count }, (_, i) => perLayer(({ layer, channels, scale }) => ({
            features: wholeInputNode(`features.${i}.${layer}`, channels),
            preOffset: inputNode(`pre_offsets.${i}.${layer}`, PRE_OFFSET_CHANNELS, scale),
        })));
        const content = this.#contentExtractor.describe(picture);
        const residual = this.#dynAggRestore.describe(content, references);
        // Bilinear, unlike the bicubic picture that the matching sees.
        const output = addNode('output', bilinearNode('bilinear', picture, REFERENCE_SCALE), residual);
        return new Graph([picture, ...flat(references)], [output]);
    }
    /**
     * Low-resolution picture `[n, h, w, 3]` in [0, 1] to `[n, 4h, 4w, 3]`; not clamped.
     *
     * @param preOffsets Of each reference, from a `CorrespondenceGenerationArch` or `preOffsetsFromFlow`.
     * @param features VGG19 features of each reference, of any size. (The official networks need all of one size.)
     * @param observe Sees `content_extractor` and, below `dyn_agg_restore`, `{level}_dyn_agg` (once for each reference),
     *   `head_{level}` and what it is made of, `tail_{level}`; see `Observer`.
     * @throws ShapeError for a number of references that the network cannot take, or shapes that do not belong together.
     */
    forward(x, preOffsets, features, observe) {
        checkChannels(this.path, x, 4, CHANNELS);
        const references = checkedReferences(this.#dynAggRestore.path, x, preOffsets, features);
        return this.#graph(references.length).run([x, ...flat(references)], observe)[0];
    }
}
/** Features and pre-offsets in the order of the graph's inputs. */
const flat = (references) => references.flatMap((reference) => LEVELS.flatMap(({ layer }) => [reference[layer].features, reference[layer].preOffset]));
