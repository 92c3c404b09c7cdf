import { loadPeer } from '../shared/peers';
import { ONNX_SCHEMA } from './onnx-schema';
/** The bytes of a ModelProto. Needs the peers. */
export const encodeOnnx = (model) => {
    const { Root } = loadPeer('protobufjs');
    return Root.fromJSON(ONNX_SCHEMA).lookupType('onnx.ModelProto').encode(model).finish();
};
