import { basename, dirname } from 'node:path';
import { openCheckpoint, type StateDict, saveSafetensors } from '@srkit/checkpoints';
import { usageError } from '../errors';
import { EXIT, type ExitCode } from '../exit-code';
import { scaleOf } from '../info/scale-of';
import { checkOutputFolder } from '../job/check-output-folder';
import { fileIdentity } from '../job/file-identity';
import { officialState } from '../model/official-state';
import { formatBytes } from '../terminal/format-bytes';
import { Reporter } from '../terminal/reporter';
import type { ConvertFlags } from './convert';

const DTYPES = { f32: 'F32', f16: 'F16', bf16: 'BF16' } as const;

const readState = async (
  from: string,
  key: string | undefined,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<StateDict> => {
  const checkpoint = await openCheckpoint(from, { key, signal });
  try {
    return await checkpoint.readAll({
      signal,
      onProgress: (progress) => reporter.progress(basename(from), progress),
    });
  } finally {
    reporter.endProgress();
    await checkpoint.close();
  }
};

/** `srkit convert`. */
export const runConvert = async (
  from: string,
  to: string,
  { dtype, key, overwrite }: ConvertFlags,
  signal: AbortSignal,
): Promise<ExitCode> => {
  if (!/\.safetensors$/i.test(to)) {
    throw usageError(`The output is '${to}', expected a name that ends in .safetensors.`);
  }
  if (fileIdentity(from) === fileIdentity(to)) {
    throw usageError(`'${to}' is the input itself. Choose another name for the output.`);
  }
  checkOutputFolder(dirname(to));
  const reporter = new Reporter({ quiet: false, verbose: false });
  const { state, architecture } = await officialState(await readState(from, key, reporter, signal));
  const metadata = {
    ...(architecture && { architecture: architecture.name, scale: String(scaleOf(architecture)) }),
    source: basename(from),
  };
  await saveSafetensors(to, state, {
    dtype: dtype && DTYPES[dtype],
    metadata,
    overwrite: overwrite ?? false,
  });
  const network = architecture
    ? `${architecture.name} x${scaleOf(architecture)}`
    : 'a network that is not known';
  const bytes = [...state.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
  reporter.note(
    `${from} -> ${to} | ${network} | ${state.size} tensors, ${formatBytes(bytes)} read${dtype ? `, written as ${dtype}` : ''}`,
  );
  return EXIT.ok;
};
