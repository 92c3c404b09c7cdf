import { checkpointError } from './checkpoint-error';
/** Bytes from the start of a file that detection looks at: enough for the tar signature at 257. */
export const DETECTION_BYTES = 512;
/** The opcode by which pickles of protocol 2 and later begin, followed by the protocol. */
const PROTO = 0x80;
const HIGHEST_PROTOCOL = 5;
/** Protocol 0 and 1 have no opening opcode; this is how they begin the legacy magic number. */
const LEGACY_TEXT_START = 'L119547037146038801333356L';
const beginsWith = (...bytes) => (head) => bytes.every((byte, i) => head[i] === byte);
/**
 * What a protocol buffer of a model is. Both kinds begin with a version (field 1, a small number); ONNX goes on with the
 * producer's name as text or with another field, CoreML with a message that describes its inputs.
 */
const protoModel = (head) => {
    if (head[0] !== 0x08 || head[1] === 0 || head[1] > 0x20)
        return undefined;
    const tag = head[2];
    if (tag === 0x12)
        return head[4] >= 0x20 && head[5] >= 0x20 ? 'onnx' : 'coreml';
    // Fields 3 to 8: the producer's version, the domain, the model's version, a comment, the graph, the operators.
    return [0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42].includes(tag) ? 'onnx' : undefined;
};
const READ = 'only PyTorch, safetensors, ONNX and ncnn are read';
const FOREIGN = [
    [
        /^\s*(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|!--)/i,
        'this is an HTML page; the download went wrong. Open the URL in a browser to see what it says',
    ],
    [/^\s*<\?xml/i, 'this is an XML page, usually an error message of a server; the download went wrong'],
    [/^version https:\/\/git-lfs/, 'this is a Git LFS pointer, not the file. Run: git lfs pull'],
    [
        /^.{257}ustar/s,
        'this is the tar form that PyTorch wrote before 0.1.10. In a current PyTorch: torch.save(torch.load(path), newPath)',
    ],
    [/^\x89HDF\r\n/, `this is an HDF5 file (Keras); ${READ}`],
    [/^GGUF/, `this is a GGUF file; ${READ}`],
    [/^\x93NUMPY/, `this is a NumPy array; ${READ}`],
    [
        /^7767517\s/,
        'this is the description of an ncnn network; its weights are in the .bin beside it. Give the path of the .param with the .bin in the same folder, or both: { param, bin }',
    ],
    [
        beginsWith(0x47, 0x6b, 0x30, 0x01),
        'this looks like the weights of an ncnn network without their description. Give the .param of the same name, or both: { param, bin }',
    ],
    [/^.{4}TFL3/s, `this is a TensorFlow Lite file; ${READ}`],
    [/^(\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|II\*|MM.\*)/s, 'this is a picture, not a model'],
    [
        /^(7z\xbc\xaf|Rar!|BZh|\xfd7zXZ)/,
        'this is a packed archive. Unpack it and give the model that is inside',
    ],
    [beginsWith(0x1f, 0x8b), 'this is packed with gzip. Unpack it (gunzip) and give the model that is inside'],
    [
        (head) => protoModel(head) === 'coreml',
        `this looks like a CoreML model (.mlmodel); ${READ}. Get the network's PyTorch or ONNX file`,
    ],
    [/^\s*[{[]\s*"/, 'this is JSON text; the download went wrong or this is another file of the model'],
];
/** Tells the format from the first bytes and the length; the name of a file says nothing. */
export const detectFormat = (head, byteLength, label) => {
    if (byteLength === 0) {
        throw checkpointError('E_CHECKPOINT_EMPTY', `${label}: the file has zero bytes. Get it again.`);
    }
    const text = Array.from(head, (byte) => String.fromCharCode(byte)).join('');
    if (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06'))
        return 'pytorch-zip';
    // A header length, then a JSON object. Before pickles, because a length may begin with their 0x80.
    if (text[8] === '{')
        return 'safetensors';
    if ((head[0] === PROTO && head[1] <= HIGHEST_PROTOCOL) || text.startsWith(LEGACY_TEXT_START))
        return 'pytorch-legacy';
    if (protoModel(head) === 'onnx')
        return 'onnx';
    const foreign = FOREIGN.find(([pattern]) => pattern instanceof RegExp ? pattern.test(text) : pattern(head));
    if (foreign)
        throw checkpointError('E_CHECKPOINT_FORMAT', `${label}: ${foreign[1]}.`);
    throw checkpointError('E_CHECKPOINT_FORMAT', `${label}: expected a PyTorch file (zip or legacy), safetensors or ONNX, got ${byteLength} bytes that begin with ${hex(head)}. It is damaged or of another kind.`);
};
const hex = (bytes) => Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
