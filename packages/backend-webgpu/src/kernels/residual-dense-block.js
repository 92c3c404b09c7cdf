import { DENSE_BLOCK_LAYERS, RESIDUAL_DENSE_BLOCK } from '@srkit/core/contracts';
import { implicitProduct } from '../convolution/implicit-product';
import { geometryOf } from './conv2d';
import { implementOp } from './op-kernel';
const LAST = DENSE_BLOCK_LAYERS.length - 1;
/**
 * Each convolution reads the input and, in one tensor, what those before it made, and writes its channels behind them.
 * Nothing is concatenated.
 */
export const residualDenseBlock = implementOp(RESIDUAL_DENSE_BLOCK, ({ backend, inputs, attrs }) => {
    const { slope, scale } = attrs;
    const { x } = inputs;
    const [batch, height, width, channels] = x.shape;
    const layers = DENSE_BLOCK_LAYERS.map(({ weight, bias }) => ({
        filter: inputs[weight],
        bias: inputs[bias],
        out: inputs[weight].shape[3],
    }));
    const stride = layers.slice(0, LAST).reduce((sum, { out }) => sum + out, 0);
    const grown = backend.output([batch, height, width, stride]);
    const output = backend.output(x.shape);
    let made = 0;
    for (const [k, { filter, bias, out }] of layers.entries()) {
        const geometry = geometryOf([batch, height, width, channels + made], filter.shape, {
            strides: 1,
            pad: 'same',
        });
        const seen = { info: k === LAST ? grown : undefined, channels: made };
        backend.dispatch(implicitProduct({
            output: k === LAST ? { info: output, stride: channels, first: 0 } : { info: grown, stride, first: made },
            sources: [{ info: x, channels }, ...(made > 0 ? [seen] : [])],
            filter,
            bias,
            geometry,
            ...(k === LAST
                ? { activation: 'linear', residuals: [x], scale }
                : { activation: 'leakyrelu', alpha: slope }),
        }));
        made += out;
    }
    backend.disposeData(grown.dataId);
    return output;
});
