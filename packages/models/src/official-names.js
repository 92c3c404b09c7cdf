import { recognise } from './detect/recognise';
/**
 * A state_dict under the official names of its network: without a prefix, and renamed where it has the names of an older
 * layout or of a converter. Of networks whose names are known in one form only it is returned as it is.
 *
 * @throws CheckpointError `E_CHECKPOINT_ARCHITECTURE` when the network is not known.
 */
export const officialNames = (state) => {
    const { officialName } = recognise(state);
    return new Map([...state].map(([name, value]) => {
        const official = officialName(name);
        return [official, official === name ? value : { ...value, name: official }];
    }));
};
