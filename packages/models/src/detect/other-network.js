import { CheckpointError } from '@srkit/core';
import { detectArchitecture } from './detect-architecture';
/** A sentence on which known network a state_dict is of, for a module that it does not fit; empty if none or its own. */
export const hintOfOtherNetwork = (shapes, typeName) => {
    try {
        const { name } = detectArchitecture(shapes);
        // The extractor of several references has the state of the pair.
        if (typeName.replace('Multi', '') === name)
            return '';
        return `The state_dict is that of ${name}: load it with loadNetwork, or give ${typeName} its own.`;
    }
    catch (error) {
        if (error instanceof CheckpointError)
            return '';
        throw error;
    }
};
