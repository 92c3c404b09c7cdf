import { complain } from '../pickle/pickle-error';
import { PyDict, PyFunction, PyNamed, PyTuple, pyType } from '../pickle/pickle-values';
import { sequence } from '../pickle/py-collections';
import { StorageClass } from './storage-ref';
import { makeTensor, TensorRef } from './tensor-ref';
const STORAGES = {
    DoubleStorage: 'F64',
    FloatStorage: 'F32',
    HalfStorage: 'F16',
    BFloat16Storage: 'BF16',
    LongStorage: 'I64',
    IntStorage: 'I32',
    ShortStorage: 'I16',
    CharStorage: 'I8',
    ByteStorage: 'U8',
    BoolStorage: 'BOOL',
};
const DTYPES = {
    float64: 'F64',
    float32: 'F32',
    float16: 'F16',
    bfloat16: 'BF16',
    int64: 'I64',
    int32: 'I32',
    int16: 'I16',
    int8: 'I8',
    uint8: 'U8',
    uint16: 'U16',
    uint32: 'U32',
    uint64: 'U64',
    bool: 'BOOL',
};
class TorchDType extends PyNamed {
    dtype;
    type = 'torch.dtype';
    constructor(name, dtype) {
        super(name);
        this.dtype = dtype;
    }
}
/** PyTorch's own names of the allow-list, as `module name`. */
export const torchGlobals = () => {
    const rebuild = (name, call) => new PyFunction(name, call);
    const tensorV2 = rebuild('_rebuild_tensor_v2', rebuildTensorV2);
    return [
        ['torch._utils _rebuild_tensor', rebuild('_rebuild_tensor', rebuildTensor)],
        ['torch._utils _rebuild_tensor_v2', tensorV2],
        ['torch._utils _rebuild_tensor_v3', rebuild('_rebuild_tensor_v3', rebuildTensorV3)],
        ['torch._utils _rebuild_parameter', rebuild('_rebuild_parameter', rebuildParameter)],
        [
            'torch._utils _rebuild_parameter_with_state',
            rebuild('_rebuild_parameter_with_state', rebuildParameter),
        ],
        ['torch._tensor _rebuild_from_type_v2', rebuild('_rebuild_from_type_v2', rebuildFromType)],
        ['torch Tensor', new PyNamed('torch.Tensor')],
        ['torch.nn.parameter Parameter', new PyNamed('torch.nn.Parameter')],
        ['torch Size', rebuild('torch.Size', makeSize)],
        ['torch device', rebuild('torch.device', makeDevice)],
        ...Object.entries(DTYPES).map(([name, dtype]) => [
            `torch ${name}`,
            new TorchDType(`torch.${name}`, dtype),
        ]),
        // Where the memory was (torch.cuda) does not matter to what is in it.
        ...['torch', 'torch.cuda'].flatMap((module) => Object.entries(STORAGES).map(([name, dtype]) => [
            `${module} ${name}`,
            new StorageClass(`${module}.${name}`, dtype),
        ])),
        ['torch.storage UntypedStorage', new StorageClass('torch.UntypedStorage', 'untyped')],
        ['torch.storage _UntypedStorage', new StorageClass('torch.UntypedStorage', 'untyped')],
    ];
};
const arity = (args, least, most, name) => {
    if (args.length >= least && args.length <= most)
        return;
    throw complain(`${name} takes ${least} to ${most} arguments, got ${args.length}.`);
};
/** (storage, offset, size, stride) */
const rebuildTensor = (args, charge) => {
    arity(args, 4, 4, '_rebuild_tensor');
    return makeTensor(args[0], args[1], args[2], args[3], charge);
};
/** (storage, offset, size, stride, requires_grad, backward_hooks, metadata=None) */
const rebuildTensorV2 = (args, charge) => {
    arity(args, 6, 7, '_rebuild_tensor_v2');
    refuseLazyBits(args[6]);
    return makeTensor(args[0], args[1], args[2], args[3], charge);
};
/** (storage, offset, size, stride, requires_grad, backward_hooks, dtype, metadata=None) */
const rebuildTensorV3 = (args, charge) => {
    arity(args, 7, 8, '_rebuild_tensor_v3');
    refuseLazyBits(args[7]);
    const dtype = args[6];
    if (!(dtype instanceof TorchDType))
        throw complain(`expected a torch.dtype, got ${pyType(dtype)}.`);
    return makeTensor(args[0], args[1], args[2], args[3], charge, dtype.dtype);
};
// A tensor may be stored with "negate me when read" noted beside it; reading it as it is would be wrong.
const refuseLazyBits = (metadata) => {
    if (metadata === undefined || metadata === null)
        return;
    if (metadata instanceof PyDict && metadata.size === 0)
        return;
    throw complain('a tensor is a lazily negated or conjugated view. In Python: tensor.resolve_neg().resolve_conj(), then save again.', 'E_CHECKPOINT_UNSUPPORTED');
};
/** (tensor, requires_grad, backward_hooks[, state]) */
const rebuildParameter = (args) => {
    arity(args, 3, 4, '_rebuild_parameter');
    return tensorOf(args[0]);
};
/** (function, class, arguments, state): a tensor with Python attributes, which are left out. */
const rebuildFromType = (args, charge) => {
    arity(args, 4, 4, '_rebuild_from_type_v2');
    const [rebuild, type, inner] = args;
    if (!(rebuild instanceof PyFunction) || !rebuild.name.startsWith('_rebuild_tensor')) {
        // Only these: a function that calls itself through its arguments would recurse.
        throw complain(`expected a function that rebuilds a tensor, got ${pyType(rebuild)}.`, 'E_CHECKPOINT_FORBIDDEN');
    }
    if (!(type instanceof PyNamed))
        throw complain(`expected a tensor class, got ${pyType(type)}.`);
    return tensorOf(rebuild.call(sequence(inner, 'the arguments of a tensor'), charge));
};
const tensorOf = (value) => {
    if (value instanceof TensorRef)
        return value;
    throw complain(`expected a tensor, got ${pyType(value)}.`);
};
const makeSize = (args) => {
    if (args.length === 1 && args[0] instanceof PyTuple)
        return args[0];
    throw complain('torch.Size expects one tuple.');
};
const makeDevice = (args) => {
    const [kind, index] = args;
    const isKind = typeof kind === 'string' && /^[a-z]{1,32}$/.test(kind);
    if (args.length > 2 || !isKind || (index !== undefined && typeof index !== 'number')) {
        throw complain(`torch.device expects the name of a device and an int, got ${args.map(pyType).join(', ')}.`);
    }
    return index === undefined ? kind : `${kind}:${index}`;
};
