import { type Picture, readSamples, type Samples } from './picture';
import { checkedProtocol, checkSameSize, type Protocol, underProtocol } from './protocol';

/** Two pictures under one protocol. */
export const readPair = async (
  a: Picture,
  b: Picture,
  protocol: Protocol,
): Promise<readonly [Samples, Samples]> => {
  const checked = checkedProtocol(protocol);
  const [x, y] = await Promise.all([readSamples(a), readSamples(b)]);
  checkSameSize(x, y);
  return [underProtocol(x, checked), underProtocol(y, checked)];
};
