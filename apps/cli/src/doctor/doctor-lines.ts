import { formatBytes } from '../terminal/progress-bar';
import type { BackendFacts } from './backend-facts';
import type { KernelRates } from './kernel-rates';
import type { CacheFacts, CodecFacts, MachineFacts } from './machine-facts';

export interface DoctorFacts {
  readonly machine: MachineFacts;
  readonly backends: readonly BackendFacts[];
  /** What `--backend auto` takes here. */
  readonly auto: { readonly name: string; readonly reason: string };
  readonly codecs: CodecFacts;
  readonly cache: CacheFacts;
  /** Where it was asked for. */
  readonly bench?: KernelRates;
}

const benchLines = (rates: KernelRates | undefined): string[] => {
  if (!rates) return [];
  if ('why' in rates) return [`bench     nothing to time: ${rates.why}`];
  return [
    `bench     on webgpu${rates.hardware ? '' : ', in software: tiny, and nothing to judge a card by'}`,
    ...rates.kernels.map(
      ({ name, teraflops, milliseconds }) =>
        `  ${name}: ${teraflops.toPrecision(3)} TFLOP/s, ${milliseconds.toPrecision(3)} ms`,
    ),
  ];
};

const backendLine = ({ name, works, why, selfTest, adapter, build, threads }: BackendFacts): string => {
  const details = [
    works ? 'works' : `does not work: ${why}`,
    ...(adapter ? [`'${adapter.name}', ${adapter.hardware ? 'hardware' : 'software'}`] : []),
    ...(adapter ? [`buffers up to ${formatBytes(adapter.limits.maxBufferSize)}`] : []),
    ...(build ? [build] : []),
    ...(threads === undefined ? [] : [`${threads} thread${threads === 1 ? '' : 's'}`]),
    ...(selfTest
      ? [`self-test error ${selfTest.maxError.toExponential(1)} in ${selfTest.milliseconds.toFixed(1)} ms`]
      : []),
  ];
  return `  ${name.padEnd(10)}${details.join(', ')}`;
};

/** The report for people. */
export const doctorLines = ({ machine, backends, auto, codecs, cache, bench }: DoctorFacts): string[] => {
  const { srkit, node, tfjs, os, cpu, threads, memory } = machine;
  return [
    `srkit ${srkit}, Node ${node}, TensorFlow.js ${tfjs}`,
    `system    ${os}`,
    `CPU       ${cpu}, ${threads} thread${threads === 1 ? '' : 's'}`,
    `memory    ${formatBytes(memory.available)} free of ${formatBytes(memory.total)}`,
    'backends',
    ...backends.map(backendLine),
    `  auto      takes ${auto.name}: ${auto.reason}`,
    ...benchLines(bench),
    `pictures  ${codecs.library} ${codecs.version}: reads ${codecs.reads.join(', ')}; writes ${codecs.writes.join(', ')}`,
    `cache     ${cache.folder}: ${cache.models.length === 0 ? 'no models pulled yet' : ''}`.trimEnd(),
    ...cache.models.map(({ file, bytes }) => `  ${file} (${formatBytes(bytes)})`),
  ];
};
