import { util, } from '@tensorflow/tfjs-core';
import { NO_EPILOGUE } from '../../convolution/epilogue';
import { bandBytes, bandChunks, bandParams } from '../../depthwise/band-job';
import { bandLayout } from '../../depthwise/band-layout';
import { convolveDepthwise } from '../../depthwise/convolve-depthwise';
import { backwardShape, depthwiseInfo, forwardShape, isDepthwise, turned, } from '../../depthwise/depthwise-shape';
import { allFloat, defineKernel } from '../kernel';
export const depthwiseBackpropInput = defineKernel('DepthwiseConv2dNativeBackpropInput', ({ backend, inputs: { dy, filter }, attrs }) => {
    if (!allFloat(dy, filter))
        return undefined;
    const info = depthwiseInfo(attrs.inputShape, filter.shape, attrs);
    const shape = backwardShape(info);
    if (!shape || !isDepthwise(info))
        return undefined;
    const from = backend.address(dy);
    const weights = backend.address(filter);
    const dx = backend.output([...attrs.inputShape]);
    const values = backend.floatsAt(weights, util.sizeFromShape(filter.shape));
    convolveDepthwise(backend, shape, {
        x: from,
        filter: turned(values, shape.channels),
        y: dx.address,
        epilogue: NO_EPILOGUE,
    });
    return dx.info;
});
export const depthwiseBackpropFilter = defineKernel('DepthwiseConv2dNativeBackpropFilter', ({ backend, inputs: { x, dy }, attrs }) => {
    if (!allFloat(x, dy))
        return undefined;
    const info = depthwiseInfo(x.shape, attrs.filterShape, attrs);
    // tfjs's kernel takes no dilations.
    if (!isDepthwise(info) || info.dilationHeight * info.dilationWidth !== 1)
        return undefined;
    const shape = forwardShape(info);
    const layout = bandLayout(shape);
    const from = backend.address(x);
    const gradient = backend.address(dy);
    const dw = backend.output([...attrs.filterShape]);
    const bands = backend.threads * bandBytes(layout);
    const blocks = shape.batch * layout.bandsPerImage * shape.filterHeight * shape.filterWidth;
    return backend.withScratch(bands + 16 * layout.vectors * blocks, (scratch) => {
        bandParams(backend, shape, layout, { x: from, scratch, epilogue: NO_EPILOGUE }).ints(gradient, scratch + bands, dw.address);
        backend.run('depthwiseFilterSumsChunk', bandChunks(shape, layout).count);
        // The same parameters.
        backend.run('depthwiseFilterGradientChunk', shape.filterHeight);
        return dw.info;
    });
});
