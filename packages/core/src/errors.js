/**
 * Base of every error srkit throws on purpose. The message says where, what was expected, what came and
 * what to do; `code` is stable and can be switched on.
 */
export class SrkitError extends Error {
    /** Stable identifier such as `E_CHECKPOINT_SHAPE`. */
    code;
    constructor(code, message, options) {
        super(message, options);
        this.code = code;
    }
    // A literal per class, because bundlers rename classes and `constructor.name` with them.
    get name() {
        return 'SrkitError';
    }
    /** `Name [CODE] message`, the form the command line prints. */
    toString() {
        return `${this.name} [${this.code}] ${this.message}`;
    }
}
/** A checkpoint cannot be read, is damaged, hostile, or does not fit the network. */
export class CheckpointError extends SrkitError {
    get name() {
        return 'CheckpointError';
    }
}
/** A tensor or picture has a size the operation cannot take. */
export class ShapeError extends SrkitError {
    get name() {
        return 'ShapeError';
    }
}
/** An option has a value outside its range, or options contradict each other. */
export class ConfigError extends SrkitError {
    get name() {
        return 'ConfigError';
    }
}
/** A picture cannot be decoded, encoded or is larger than its named limit. */
export class ImageError extends SrkitError {
    get name() {
        return 'ImageError';
    }
}
/** A data set is not laid out as it should be, or one of its files is missing, damaged or hostile. */
export class DatasetError extends SrkitError {
    get name() {
        return 'DatasetError';
    }
}
/** The compute device is missing, lost or out of memory. */
export class DeviceError extends SrkitError {
    get name() {
        return 'DeviceError';
    }
}
/** True for the error that an aborted `AbortSignal` gives (`signal.reason` by default). */
export const isAbortError = (error) => error instanceof Error && error.name === 'AbortError';
