import { saveSafetensors } from '@srkit/checkpoints';
/** An SRVGGNetCompact's state_dict with all weights equal. */
export const tinyState = ({ numFeat = 4, numConv = 1, scale = 4, value = 0 } = {}) => {
    const state = new Map();
    const add = (name, shape) => {
        const data = new Float32Array(shape.reduce((product, side) => product * side, 1)).fill(value);
        state.set(name, { name, dtype: 'F32', shape, data });
    };
    for (let k = 0; k <= numConv; k++) {
        add(`body.${2 * k}.weight`, [numFeat, k === 0 ? 3 : numFeat, 3, 3]);
        add(`body.${2 * k}.bias`, [numFeat]);
        add(`body.${2 * k + 1}.weight`, [numFeat]);
    }
    add(`body.${2 * numConv + 2}.weight`, [3 * scale * scale, numFeat, 3, 3]);
    add(`body.${2 * numConv + 2}.bias`, [3 * scale * scale]);
    return state;
};
export const writeTinyModel = (path, model) => saveSafetensors(path, tinyState(model));
