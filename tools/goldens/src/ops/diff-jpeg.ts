import {
  diffJpeg,
  diffJpegCoefficients,
  JPEG_CHROMA_STEPS,
  JPEG_LUMA_STEPS,
  qualityFactor,
} from '@srkit/ops';
import { grad, mean, mul, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { type Comparison, compare } from '../compare';
import { compareNhwc, nhwcTensor } from '../nhwc';
import { expectEqual, type RunOp } from '../run-op';

interface JpegParams {
  readonly differentiable: boolean;
  readonly quality: number | readonly number[];
}

/** `diffjpeg`: the picture, the factors, the quantised coefficients, and the gradient where one is stored. */
export const diffJpegOp: RunOp = async ({ golden }) => {
  const { differentiable, quality } = golden.file.params as unknown as JpegParams;
  const { tolerance } = golden.file;
  const x = nhwcTensor(golden, 'x');
  const names = golden.outputNames;
  const results: Comparison[] = [];
  if (golden.file.inputs.includes('quality')) {
    const stored = [...golden.floats('quality')];
    const given = [quality].flat().map(Math.fround);
    results.push(expectEqual('quality', given, stored));
  }
  const output = diffJpeg(x, quality, { differentiable });
  results.push(await compareNhwc(golden, 'output', output));
  output.dispose();
  if (names.includes('factor')) {
    const values = (quality as readonly number[]).map(qualityFactor);
    results.push(compare('factor', { shape: [values.length], values }, golden.tensor('factor'), tolerance));
  }
  if (names.includes('coef_y')) {
    const coefficients = diffJpegCoefficients(x, quality, { differentiable });
    for (const [name, tensor] of Object.entries(coefficients)) {
      const actual = { shape: tensor.shape, values: await tensor.data() };
      results.push(compare(`coef_${name}`, actual, golden.tensor(`coef_${name}`), tolerance));
      tensor.dispose();
    }
  }
  if (names.includes('grad.x')) {
    const weights = nhwcTensor(golden, 'R');
    const loss = (t: Tensor): Tensor =>
      mean(mul(diffJpeg(t as Tensor4D, quality, { differentiable }), weights));
    const gradient = grad(loss)(x) as Tensor4D;
    results.push(await compareNhwc(golden, 'grad.x', gradient, golden.file.grad_tolerance));
    weights.dispose();
    gradient.dispose();
  }
  x.dispose();
  return results;
};

/** `jpeg_tables`: the quantisation tables. */
export const jpegTablesOp: RunOp = async ({ golden }) =>
  [['y_table', JPEG_LUMA_STEPS] as const, ['c_table', JPEG_CHROMA_STEPS] as const].map(([name, values]) =>
    compare(name, { shape: [8, 8], values }, golden.tensor(name), golden.file.tolerance),
  );

/** `jpeg_factor`: qualities, a tensor, to the factors of the tables. */
export const jpegFactorOp: RunOp = async ({ golden }) => {
  const [input = 'quality'] = golden.file.inputs;
  const { shape, values } = golden.tensor(input);
  const factors = Array.from(values, qualityFactor);
  return golden.outputNames.map((name) =>
    compare(name, { shape, values: factors }, golden.tensor(name), golden.file.tolerance),
  );
};
