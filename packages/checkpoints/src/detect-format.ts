import type { Checkpoint } from './checkpoint';
import { checkpointError } from './checkpoint-error';

/** Bytes from the start of a file that detection looks at: enough for the tar signature at 257. */
export const DETECTION_BYTES = 512;

/** The opcode by which pickles of protocol 2 and later begin, followed by the protocol. */
const PROTO = 0x80;
const HIGHEST_PROTOCOL = 5;

/** Protocol 0 and 1 have no opening opcode; this is how they begin the legacy magic number. */
const LEGACY_TEXT_START = 'L119547037146038801333356L';

const FOREIGN: readonly (readonly [pattern: RegExp, what: string])[] = [
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
  [/^\x89HDF\r\n/, 'this is an HDF5 file (Keras); only PyTorch and safetensors are read'],
  [/^GGUF/, 'this is a GGUF file; only PyTorch and safetensors are read'],
  [/^\x93NUMPY/, 'this is a NumPy array; only PyTorch and safetensors are read'],
  [/^\s*[{[]\s*"/, 'this is JSON text; the download went wrong or this is another file of the model'],
];

/** Tells the format from the first bytes and the length; the name of a file says nothing. */
export const detectFormat = (head: Uint8Array, byteLength: number, label: string): Checkpoint['format'] => {
  if (byteLength === 0) {
    throw checkpointError('E_CHECKPOINT_EMPTY', `${label}: the file has zero bytes. Get it again.`);
  }
  const text = Array.from(head, (byte) => String.fromCharCode(byte)).join('');
  if (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06')) return 'pytorch-zip';
  // A header length, then a JSON object. Before pickles, because a length may begin with their 0x80.
  if (text[8] === '{') return 'safetensors';
  if ((head[0] === PROTO && head[1]! <= HIGHEST_PROTOCOL) || text.startsWith(LEGACY_TEXT_START))
    return 'pytorch-legacy';
  const foreign = FOREIGN.find(([pattern]) => pattern.test(text));
  if (foreign) throw checkpointError('E_CHECKPOINT_FORMAT', `${label}: ${foreign[1]}.`);
  throw checkpointError(
    'E_CHECKPOINT_FORMAT',
    `${label}: expected a PyTorch file (zip or legacy) or safetensors, got ${byteLength} bytes that begin with ${hex(head)}. It is damaged or of another kind.`,
  );
};

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
