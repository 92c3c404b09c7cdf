import { isWinograd, withWholeVectors } from './convolve';
import { NO_EPILOGUE } from './epilogue';
import { packPanels, panelBytes } from './pack';
import { pixelsOf } from './picture';
import { tapConvolution, tapDepth } from './tap-convolution';
import { transformFilter, winogradConvolution, winogradFilterBytes } from './winograd';
/** Taps of one axis that reach the pixels `phase`, `phase + stride`, ... of the input. */
const phaseTaps = (size, dilation, pad, stride, phase) => Array.from({ length: size }, (_, index) => ({ index, reach: phase + pad - index * dilation }))
    .filter(({ reach }) => reach % stride === 0)
    .map(({ index, reach }) => ({ index, offset: reach / stride }));
/** Pixels of one phase of the stride: a convolution of dy with the taps that reach them. */
const phaseGradient = (backend, { dy, dx, filter, info }, top, left) => {
    const down = phaseTaps(info.filterHeight, info.dilationHeight, info.padInfo.top, info.strideHeight, top);
    const across = phaseTaps(info.filterWidth, info.dilationWidth, info.padInfo.left, info.strideWidth, left);
    const height = Math.ceil((dx.height - top) / info.strideHeight);
    const width = Math.ceil((dx.width - left) / info.strideWidth);
    const taps = [];
    const indices = [];
    for (const row of down) {
        for (const column of across) {
            taps.push([row.offset, column.offset]);
            indices.push(row.index * info.filterWidth + column.index);
        }
    }
    if (taps.length === 0 || height <= 0 || width <= 0)
        return;
    const depth = tapDepth(taps.length, dy.channels);
    backend.withScratch(panelBytes(depth, dx.channels), (panels) => {
        for (const [t, index] of indices.entries()) {
            packPanels(backend, {
                address: filter.address + index * dx.channels * dy.channels * 4,
                depth: dy.channels,
                side: dx.channels,
                depthStride: 1,
                sideStride: dy.channels,
            }, {
                address: panels,
                depth,
                start: t * dy.channels,
                end: t === taps.length - 1 ? depth : (t + 1) * dy.channels,
            });
        }
        tapConvolution(backend, {
            x: dy,
            y: dx,
            grid: { height, width, top, left, down: info.strideHeight, across: info.strideWidth },
            taps,
            step: [1, 1],
            filter: panels,
            epilogue: NO_EPILOGUE,
        });
    });
};
/** dx: the gradient of a convolution's input. */
export const inputGradient = (backend, gradient) => {
    const { dy, dx, filter, info } = gradient;
    if (isWinograd(info)) {
        backend.withScratch(winogradFilterBytes(dy.channels, dx.channels), (transformed) => {
            transformFilter(backend, { address: filter.address, filterIn: dx.channels, filterOut: dy.channels, backward: true }, transformed);
            withWholeVectors(backend, dy, (whole) => winogradConvolution(backend, {
                x: whole,
                y: dx,
                filter: transformed,
                padTop: 2 - info.padInfo.top,
                padLeft: 2 - info.padInfo.left,
                epilogue: NO_EPILOGUE,
            }));
        });
        return;
    }
    const reach = (size, dilation) => (size - 1) * dilation + 1;
    const gaps = info.strideHeight > reach(info.filterHeight, info.dilationHeight) ||
        info.strideWidth > reach(info.filterWidth, info.dilationWidth) ||
        info.dilationHeight > 1 ||
        info.dilationWidth > 1;
    // Pixels that no tap reaches.
    if (gaps)
        backend.floatsAt(dx.address, pixelsOf(dx) * dx.channels).fill(0);
    for (let top = 0; top < info.strideHeight; top++) {
        for (let left = 0; left < info.strideWidth; left++)
            phaseGradient(backend, gradient, top, left);
    }
};
