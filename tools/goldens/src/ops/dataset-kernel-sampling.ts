import {
  type KernelSpec,
  kernelFromSpec,
  optionsFromBasicSR,
  padKernel,
  samplePictureKernels,
} from '@srkit/degradation';
import { type Comparison, compare } from '../compare';
import type { RunOp } from '../run-op';
import { type RecordedCall, recordedSource } from './recorded-source';

/** A draw as this op records it, with its arguments by name. */
interface NamedCall {
  readonly fn: string;
  readonly low?: number;
  readonly high?: number;
  readonly population?: readonly unknown[];
  readonly weights?: readonly number[];
  readonly result: unknown;
}

interface Item {
  readonly calls: readonly NamedCall[];
  readonly kernel1: string;
  readonly kernel2: string;
  readonly sinc_kernel: string;
}

/** The dataset pads every kernel to this side. */
const PADDED = 21;

const positional = ({ fn, low, high, population, weights, result }: NamedCall): RecordedCall => ({
  fn,
  args: [low, high, population, weights].filter((argument) => argument !== undefined),
  result,
});

/** `dataset_kernel_sampling`: the official draws, replayed, must give the official kernels. */
export const datasetKernelSampling: RunOp = async ({ golden }) => {
  const { params, tolerance } = golden.file;
  const options = optionsFromBasicSR({
    model_type: 'RealESRGANModel',
    scale: 4,
    datasets: { train: params['options'] },
  });
  return (params['items'] as Item[]).flatMap((item): Comparison[] => {
    const source = recordedSource(item.calls.map(positional));
    const drawn = samplePictureKernels(source, options);
    source.finish();
    const [first, second] = drawn.stages as [KernelSpec, KernelSpec];
    const specs: [string, KernelSpec][] = [
      [item.kernel1, first],
      [item.kernel2, second],
      [item.sinc_kernel, drawn.final],
    ];
    return specs.map(([name, spec]) => {
      const { size, values } = padKernel(kernelFromSpec(spec), PADDED);
      return compare(name, { shape: [size, size], values }, golden.tensor(name), tolerance);
    });
  });
};
