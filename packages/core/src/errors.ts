/**
 * Base of every error srkit throws on purpose. The message says where, what was expected, what came and
 * what to do; `code` is stable and can be switched on.
 */
export class SrkitError extends Error {
  /** Stable identifier such as `E_CHECKPOINT_SHAPE`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  // A literal per class, because bundlers rename classes and `constructor.name` with them.
  override get name(): string {
    return 'SrkitError';
  }

  /** `Name [CODE] message`, the form the command line prints. */
  override toString(): string {
    return `${this.name} [${this.code}] ${this.message}`;
  }
}

/** A checkpoint cannot be read, is damaged, hostile, or does not fit the network. */
export class CheckpointError extends SrkitError {
  override get name(): string {
    return 'CheckpointError';
  }
}

/** A tensor or picture has a size the operation cannot take. */
export class ShapeError extends SrkitError {
  override get name(): string {
    return 'ShapeError';
  }
}

/** An option has a value outside its range, or options contradict each other. */
export class ConfigError extends SrkitError {
  override get name(): string {
    return 'ConfigError';
  }
}

/** A picture cannot be decoded, encoded or is larger than its named limit. */
export class ImageError extends SrkitError {
  override get name(): string {
    return 'ImageError';
  }
}

/** A data set is not laid out as it should be, or one of its files is missing, damaged or hostile. */
export class DatasetError extends SrkitError {
  override get name(): string {
    return 'DatasetError';
  }
}

/** The compute device is missing, lost or out of memory. */
export class DeviceError extends SrkitError {
  override get name(): string {
    return 'DeviceError';
  }
}

/** True for the error that an aborted `AbortSignal` gives (`signal.reason` by default). */
export const isAbortError = (error: unknown): boolean =>
  error instanceof Error && error.name === 'AbortError';
