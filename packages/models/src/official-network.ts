import type { StateDict } from '@srkit/checkpoints';
import { Module } from '@srkit/nn';
import { hintOfOtherNetwork } from './detect/other-network';

/** A network of a paper. Given the state_dict of another known network, it says of which. */
export abstract class OfficialNetwork extends Module {
  protected override loadHint(state: StateDict): string {
    return hintOfOtherNetwork(state, this.typeName);
  }
}
