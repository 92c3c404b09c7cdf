import { Conv2d, Module, PReLU, RepConv2d } from '@srkit/nn';
/**
 * `SRVGGNetCompact` up to its pixel shuffle, whose convolutions between the first and the last are several branches each
 * while it learns. What it folds into has the official names.
 */
export class WideCompact extends Module {
    typeName = 'WideCompact';
    #layers;
    constructor({ numFeat, numConv, upscale, branches }, seed) {
        super({ seed });
        const prelu = (k) => ({
            kind: 'prelu',
            slopes: this.child(`body.${k}`, () => new PReLU(numFeat)).weight,
        });
        const first = this.child('body.0', () => new Conv2d({ inChannels: 3, outChannels: numFeat }));
        const layers = [{ conv: first, activation: prelu(1) }];
        for (let k = 2; k <= 2 * numConv; k += 2) {
            const conv = this.child(`body.${k}`, () => new RepConv2d({ inChannels: numFeat, outChannels: numFeat, branches }));
            layers.push({ conv, activation: prelu(k + 1) });
        }
        const last = this.child(`body.${2 * numConv + 2}`, () => new Conv2d({ inChannels: numFeat, outChannels: 3 * upscale ** 2 }));
        this.#layers = [...layers, { conv: last, activation: { kind: 'linear' } }];
    }
    /** `[n, h, w, 3]` to what the pixel shuffle takes, `[n, h, w, 3 * upscale^2]`. */
    features(x) {
        return this.#layers.reduce((y, { conv, activation }) => conv.forward(y, activation), x);
    }
    /** The state_dict of the `SRVGGNetCompact` that computes the same. */
    async fold() {
        const state = new Map();
        for (const [k, { conv, activation }] of this.#layers.entries()) {
            const path = `body.${2 * k}`;
            const own = conv instanceof RepConv2d ? await conv.fold() : await conv.stateDict();
            for (const [name, entry] of own)
                state.set(`${path}.${name}`, { ...entry, name: `${path}.${name}` });
            if (activation.kind !== 'prelu')
                continue;
            const name = `body.${2 * k + 1}.weight`;
            state.set(name, await activation.slopes.readTensor(name));
        }
        return state;
    }
}
