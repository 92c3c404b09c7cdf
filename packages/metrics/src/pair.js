import { readSamples } from './picture';
import { checkedProtocol, checkSameSize, underProtocol } from './protocol';
/** Two pictures under one protocol. */
export const readPair = async (a, b, protocol) => {
    const checked = checkedProtocol(protocol);
    const [x, y] = await Promise.all([readSamples(a), readSamples(b)]);
    checkSameSize(x, y);
    return [underProtocol(x, checked), underProtocol(y, checked)];
};
