import { ConfigError } from '@srkit/core';
/** The draw of a sample that belongs to no batch. */
export const drawOf = (seed) => ({ seed, batch: { seed, size: 1, place: 0 } });
/** A dataset over items that were listed when it was opened. */
export const datasetOf = (items, sample, close) => ({
    length: items.length,
    names: items.map(({ name }) => name),
    sample: async (index, draw, signal) => {
        signal?.throwIfAborted();
        const item = items[index];
        if (item)
            return sample(item, draw, signal);
        throw new ConfigError('E_CONFIG_INDEX', `There is no sample ${index}; the set has ${items.length}, counted from 0.`);
    },
    close,
});
