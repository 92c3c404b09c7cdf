// Every number that a file may drive is bounded here, before memory is taken for it. The largest checkpoints of
// this field (discriminators, VGG19, training states) have some hundred tensors and up to 600 MB; the bounds
// leave room for two to three orders of magnitude more names and for ordinary large models.
const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;
/** Tensors in one file: more than any published model has. */
export const MAX_TENSORS = 131_072;
/** Dimensions of one tensor: PyTorch's own limit. */
export const MAX_RANK = 64;
/** Bytes of one tensor: browsers give no larger typed array on all platforms. */
export const MAX_TENSOR_BYTES = 2 * GIB;
/**
 * Characters of one name of a tensor, of a key or of a zip entry. Longest in practice: about 100. V8 hashes strings up
 * to 16,383 characters; longer ones of equal length would all collide.
 */
export const MAX_NAME_LENGTH = 16_000;
/**
 * Tensors may be larger than the file (stride-0 expansion, tied weights, compressed storages). All selected tensors
 * together, and all compressed entries of a zip together, may take this many times the file's bytes ...
 */
export const MAX_EXPANSION_FACTOR = 4;
/** ... plus this much, so that a small honest file may expand a mask, and a small hostile one costs little. */
export const MAX_EXPANSION_SLACK = 16 * MIB;
/** One pickle: 100 000 tensors take about 20 MB. */
export const MAX_PICKLE_BYTES = 64 * MIB;
/**
 * Estimated bytes of all objects that one file's pickles may make, of all elements that they copy, and of the walks
 * over them: 100 000 tensors need about 260 MB.
 */
export const MAX_UNPICKLED_BYTES = 288 * MIB;
/** Memo slots of one pickle: 100 000 tensors use about 1.2 million. A JavaScript Map ends at 16.7 million. */
export const MAX_MEMO_ENTRIES = 2_000_000;
/**
 * Values on a pickle's stack at once: picklers put a thousand items of a list or dictionary there, and a tuple's whole.
 * Beside each other in memory, they are copied whenever there is no more room.
 */
export const MAX_STACK_VALUES = 1_000_000;
/** One string or bytes object in a pickle: embedded configs and logs, not data. */
export const MAX_STRING_BYTES = 16 * MIB;
/** Bytes of one pickled integer: 128-bit random states take 17, and larger numbers are no one's metadata. */
export const MAX_INTEGER_BYTES = 64;
/** Characters of a text line in a pickle that holds a number or a global's name. */
export const MAX_LINE_LENGTH = 1024;
/** Containers within containers. Training states are 6 deep. */
export const MAX_NESTING = 256;
/**
 * A structure may be reached by several ways (shared lists), which multiplies it when written out as a tree. The
 * tree may have one node for each byte of the pickle, as all honest files do, plus this many.
 */
export const MAX_SHARED_NODES = 10_000;
/** Likewise for the characters of all flattened names: four for each byte of the pickle, plus this many. */
export const MAX_SHARED_NAME_CHARACTERS = 16 * MIB;
/** Entries of a zip: one storage a tensor and a few more. */
export const MAX_ZIP_ENTRIES = 2 * MAX_TENSORS;
/** Compressed entries of a zip: each starts a decoder, which takes about 0.2 ms. Training states have 3,000 storages. */
export const MAX_DEFLATED_ENTRIES = 10_000;
/** The zip's central directory: an entry takes about 80 bytes, with room for long folder names. */
export const MAX_ZIP_DIRECTORY_BYTES = 64 * MIB;
/** Fields of an ONNX file, of all messages together: a network of 1,000 layers has about 30,000. */
export const MAX_PROTO_FIELDS = 500_000;
/** A safetensors header. The format allows 100 MB; 100 000 tensors take about 12 MB. */
export const MAX_SAFETENSORS_HEADER_BYTES = 64 * MIB;
/** Entries of a safetensors file's metadata. Writers put a handful of words there. */
export const MAX_METADATA_ENTRIES = 100_000;
/** An ncnn description: 1,000 layers take 100 kB. */
export const MAX_PARAM_BYTES = 4 * MIB;
/** A file held in memory because its server cannot send ranges. */
export const MAX_BUFFERED_DOWNLOAD_BYTES = 1 * GIB;
/** A file downloaded to disk: above every model srkit could run, below a full disk. */
export const MAX_DOWNLOAD_BYTES = 16 * GIB;
