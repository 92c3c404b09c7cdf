import { loadPeer } from '../shared/peers';
import { ONNX_SCHEMA } from './onnx-schema';

/** The little of protobufjs that is used here. */
interface Protobuf {
  readonly Root: {
    fromJSON(schema: object): {
      lookupType(name: string): { encode(message: object): { finish(): Uint8Array } };
    };
  };
}

/** The bytes of a ModelProto. Needs the peers. */
export const encodeOnnx = (model: object): Uint8Array => {
  const { Root } = loadPeer<Protobuf>('protobufjs');
  return Root.fromJSON(ONNX_SCHEMA).lookupType('onnx.ModelProto').encode(model).finish();
};
