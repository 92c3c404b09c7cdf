import { pillowTaps } from '@srkit/core';
import { identityTable, resampleTable } from '@srkit/core/contracts';
/** One axis of Pillow's `Image.resize` in floats. */
export const pillowTable = (filter, inSize, outSize) => {
    if (inSize === outSize)
        return identityTable(inSize);
    const { first, offset, weight } = pillowTaps(filter, inSize, outSize);
    return resampleTable(inSize, outSize, (d, add) => {
        for (let k = offset[d]; k < offset[d + 1]; k++)
            add(first[d] + k - offset[d], weight[k]);
    });
};
