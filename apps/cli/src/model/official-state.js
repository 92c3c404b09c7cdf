import { CheckpointError } from '@srkit/core';
import { officialNames, recogniseNetwork } from '@srkit/models';
/** Takes prefixes off and renames the tensors of older layouts; a network that is not known stays as it is. */
export const officialState = (state) => {
    try {
        return { architecture: recogniseNetwork(state), state: officialNames(state) };
    }
    catch (error) {
        if (error instanceof CheckpointError)
            return { state, architecture: null };
        throw error;
    }
};
