import { ConfigError, isAbortError, SrkitError } from '@srkit/core';
import { CommanderError } from 'commander';

/** What was named as input is not there, or holds nothing to work on. */
export class InputError extends SrkitError {
  override get name(): string {
    return 'InputError';
  }
}

/** The output cannot be put where it should go. */
export class OutputError extends SrkitError {
  override get name(): string {
    return 'OutputError';
  }
}

/** The command line asks for something that cannot be meant. */
export const usageError = (message: string): ConfigError => new ConfigError('E_CONFIG_USAGE', message);

export const EXIT = {
  ok: 0,
  runtime: 1,
  usage: 2,
  badInput: 3,
  noDevice: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Shown below every command's help. */
export const EXIT_CODES_HELP = `
Exit codes:
  0    done
  1    runtime error (output cannot be written, connection failed, out of memory)
  2    usage error (unknown option, value out of range, output equal to an input)
  3    bad input (missing, damaged or unknown picture or checkpoint)
  4    no suitable device
  130  interrupted`;

/** Failures of the machine or the network, which checkpoints and pictures report under their own error classes. */
const RUNTIME_CODES: ReadonlySet<string> = new Set([
  'E_DEVICE_MEMORY',
  'E_DEVICE_LOST',
  'E_DEVICE_RESULT',
  'E_DEVICE_THREAD',
  'E_CHECKPOINT_EXISTS',
  'E_CHECKPOINT_NETWORK',
  'E_CHECKPOINT_DOWNLOAD',
  'E_DATASET_EXISTS',
  'E_IMAGE_EXISTS',
  'E_IMAGE_UNWRITABLE',
  'E_IMAGE_DISK_FULL',
  'E_IMAGE_ENCODE',
]);

/** A disk that takes no more, in the system's words and in those of `@srkit/image`. */
const DISK_CODES: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'E_IMAGE_DISK_FULL']);

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** Whether the disk is full or read-only, so that the next file would fail as well. */
export const isDiskFailure = (error: unknown): boolean =>
  DISK_CODES.has(codeOf(error)) ||
  (error instanceof Error && error.cause ? isDiskFailure(error.cause) : false);

/** The exit code for an error that ends the program, or that one file of a job failed with. */
export const exitCodeOf = (error: unknown): ExitCode => {
  if (isAbortError(error)) return EXIT.interrupted;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (!(error instanceof Error) || RUNTIME_CODES.has(codeOf(error)) || isDiskFailure(error))
    return EXIT.runtime;
  // By name and not by class: errors come from a worker as well, and a program may hold two copies of a library.
  switch (error.name) {
    case 'ConfigError':
      return EXIT.usage;
    case 'CheckpointError':
    case 'DatasetError':
    case 'ImageError':
    case 'ShapeError':
    case 'InputError':
      return EXIT.badInput;
    case 'DeviceError':
      return EXIT.noDevice;
    default:
      return EXIT.runtime;
  }
};
