import { ConfigError, SrkitError } from '@srkit/core';

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
