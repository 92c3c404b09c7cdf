/**
 * The part of onnx.proto (IR version 8) that an inference graph of convolutions needs, as a protobufjs descriptor.
 * Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 */
const field = (id, type, repeated = false) => ({
    id,
    type,
    ...(repeated ? { rule: 'repeated' } : {}),
});
export const ONNX_SCHEMA = {
    nested: {
        onnx: {
            nested: {
                AttributeProto: {
                    fields: {
                        name: field(1, 'string'),
                        f: field(2, 'float'),
                        i: field(3, 'int64'),
                        s: field(4, 'bytes'),
                        ints: field(8, 'int64', true),
                        type: field(20, 'int32'),
                    },
                },
                NodeProto: {
                    fields: {
                        input: field(1, 'string', true),
                        output: field(2, 'string', true),
                        name: field(3, 'string'),
                        op_type: field(4, 'string'),
                        attribute: field(5, 'AttributeProto', true),
                    },
                },
                TensorProto: {
                    fields: {
                        dims: field(1, 'int64', true),
                        data_type: field(2, 'int32'),
                        name: field(8, 'string'),
                        raw_data: field(9, 'bytes'),
                    },
                },
                Dimension: { fields: { dim_value: field(1, 'int64') } },
                TensorShapeProto: { fields: { dim: field(1, 'Dimension', true) } },
                TensorTypeProto: { fields: { elem_type: field(1, 'int32'), shape: field(2, 'TensorShapeProto') } },
                TypeProto: { fields: { tensor_type: field(1, 'TensorTypeProto') } },
                ValueInfoProto: { fields: { name: field(1, 'string'), type: field(2, 'TypeProto') } },
                GraphProto: {
                    fields: {
                        node: field(1, 'NodeProto', true),
                        name: field(2, 'string'),
                        initializer: field(5, 'TensorProto', true),
                        input: field(11, 'ValueInfoProto', true),
                        output: field(12, 'ValueInfoProto', true),
                    },
                },
                OperatorSetIdProto: { fields: { domain: field(1, 'string'), version: field(2, 'int64') } },
                ModelProto: {
                    fields: {
                        ir_version: field(1, 'int64'),
                        producer_name: field(2, 'string'),
                        graph: field(7, 'GraphProto'),
                        opset_import: field(8, 'OperatorSetIdProto', true),
                    },
                },
            },
        },
    },
};
