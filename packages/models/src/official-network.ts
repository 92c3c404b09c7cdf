import { Module } from '@srkit/nn';
import { hintOfOtherNetwork } from './detect/other-network';
import type { Shapes } from './detect/shapes';

/** A network of a paper. Given the state_dict of another known network, it says of which. */
export abstract class OfficialNetwork extends Module {
  protected override loadHint(state: Shapes): string {
    return hintOfOtherNetwork(state, this.typeName);
  }
}
