import { smallest } from './pickle-cursor';
import { complain } from './pickle-error';
import { PyFloat, PyFunction, PyObject, PyTuple, pyType, } from './pickle-values';
const READERS = {
    f8: (view) => new PyFloat(view.getFloat64(0, true)),
    f4: (view) => new PyFloat(view.getFloat32(0, true)),
    i8: (view) => smallest(view.getBigInt64(0, true)),
    i4: (view) => view.getInt32(0, true),
    i2: (view) => view.getInt16(0, true),
    i1: (view) => view.getInt8(0),
    u8: (view) => smallest(view.getBigUint64(0, true)),
    u4: (view) => view.getUint32(0, true),
    u2: (view) => view.getUint16(0, true),
    u1: (view) => view.getUint8(0),
    b1: (view) => view.getUint8(0) !== 0,
};
class NumpyDType extends PyObject {
    code;
    type = 'numpy.dtype';
    constructor(code) {
        super();
        this.code = code;
    }
    /** State: (version, byte order, ...). Only the byte order matters to a scalar. */
    build(state) {
        const order = state instanceof PyTuple ? state.items[1] : undefined;
        if (order !== '<' && order !== '|' && order !== '=') {
            throw complain('expected a little-endian numpy.dtype.', 'E_CHECKPOINT_UNSUPPORTED');
        }
    }
}
const makeDType = (args) => {
    const [code] = args;
    if (typeof code === 'string' && Object.hasOwn(READERS, code))
        return new NumpyDType(code);
    throw complain('a NumPy value has a dtype other than a plain integer, float or bool. Convert it in Python and save again.', 'E_CHECKPOINT_UNSUPPORTED');
};
const makeScalar = (args) => {
    const [dtype, bytes] = args;
    if (!(dtype instanceof NumpyDType) || !(bytes instanceof Uint8Array)) {
        throw complain(`a NumPy scalar expects a dtype and bytes, got ${args.map(pyType).join(', ')}.`);
    }
    if (bytes.length !== Number(dtype.code[1])) {
        throw complain(`a NumPy scalar of dtype ${dtype.code} has ${bytes.length} bytes.`);
    }
    return READERS[dtype.code](new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
};
/** `module name` for NumPy 1 and 2, which renamed its inner module. */
export const NUMPY_GLOBALS = [
    ['numpy dtype', new PyFunction('numpy.dtype', makeDType)],
    ['numpy.core.multiarray scalar', new PyFunction('numpy scalar', makeScalar)],
    ['numpy._core.multiarray scalar', new PyFunction('numpy scalar', makeScalar)],
];
