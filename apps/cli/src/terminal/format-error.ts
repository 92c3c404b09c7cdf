import { SrkitError } from '@srkit/core';
import { CommanderError } from 'commander';

const codeOf = (error: Error): string => {
  const code = 'code' in error ? String(error.code) : '';
  return code === '' ? 'E_UNEXPECTED' : code;
};

const oneLine = (error: unknown): string => {
  if (error instanceof SrkitError) return error.toString();
  if (error instanceof CommanderError) {
    return `UsageError [E_USAGE] ${error.message.replace(/^error: /, '')}\n  srkit --help shows the commands, srkit <command> --help its options.`;
  }
  if (error instanceof Error) return `${error.name} [${codeOf(error)}] ${error.message}`;
  return `Error [E_UNEXPECTED] ${String(error)}`;
};

/** `Name [CODE] message` for stderr; with `verbose` the stack and the causes as well. */
export const formatError = (error: unknown, verbose: boolean): string => {
  if (!verbose || !(error instanceof Error)) return oneLine(error);
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  const cause = error.cause === undefined ? '' : `\nCaused by: ${formatError(error.cause, true)}`;
  return `${oneLine(error)}\n${frames.join('\n')}${cause}`;
};
