import { Module } from '@srkit/nn';
import { hintOfOtherNetwork } from './detect/other-network';
/** A network of a paper. Given the state_dict of another known network, it says of which. */
export class OfficialNetwork extends Module {
    loadHint(state) {
        return hintOfOtherNetwork(state, this.typeName);
    }
}
