import { type ContrasExtractorSep, loadNetwork } from '@srkit/models';
import { type Pretrained, stateOf } from './load-pretrained';

/**
 * C2-Matching's extractors of a file, with the widths that it has.
 *
 * @throws CheckpointError when the file cannot be read, or holds another network.
 */
export const loadExtractor = async (pretrained: Pretrained): Promise<ContrasExtractorSep> => {
  const { path } = pretrained;
  const { network } = await loadNetwork(await stateOf(pretrained), { as: 'ContrasExtractorSep', name: path });
  return network as ContrasExtractorSep;
};
