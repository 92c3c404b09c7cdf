import { isExact } from './exact';
import { forwardTaps } from './forward-taps';
import { packPanels, packRows, panelBytes } from './pack';
import { pixelsOf, roundUp } from './picture';
import { tapConvolution, tapDepth } from './tap-convolution';
import { transformFilter, winogradConvolution, winogradFilterBytes } from './winograd';
export const filterOf = (backend, filter) => ({
    dataId: filter.dataId,
    address: backend.address(filter),
});
/** 3x3, stride 1, no dilation: Winograd's case, unless exact sums are asked for. */
export const isWinograd = (info) => !isExact() &&
    info.filterHeight === 3 &&
    info.filterWidth === 3 &&
    info.strideHeight === 1 &&
    info.strideWidth === 1 &&
    info.dilationHeight === 1 &&
    info.dilationWidth === 1;
/** Calls `use` with the same pictures, whose channels are filled up with zeros to a multiple of 4. */
export const withWholeVectors = (backend, x, use) => {
    const channels = roundUp(x.channels, 4);
    if (channels === x.channels) {
        use(x);
        return;
    }
    const pixels = pixelsOf(x);
    backend.withScratch(pixels * channels * 4, (address) => {
        packRows(backend, { address: x.address, depth: x.channels, side: pixels, depthStride: 1, sideStride: x.stride }, { address, depth: channels });
        use({ ...x, address, channels, stride: channels });
    });
};
/** From so many pixels on transforming the filter is less than a hundredth of the work, and not worth its memory. */
const LARGE_PICTURE = 2 ** 15;
/** The filter as a Winograd convolution reads it; for small pictures it is kept as long as its tensor lives. */
export const winogradFilterOf = (backend, { dataId, address }, filterIn, filterOut, pixels) => backend.derived.get(dataId, 'winograd', winogradFilterBytes(filterIn, filterOut), (target) => transformFilter(backend, { address, filterIn, filterOut, backward: false }, target), pixels < LARGE_PICTURE);
/** y = finish(x * filter), zeros around the pictures. */
export const convolve = (backend, { x, y, filter, info, epilogue }) => {
    if (isWinograd(info)) {
        const transformed = winogradFilterOf(backend, filter, x.channels, y.channels, pixelsOf(x));
        withWholeVectors(backend, x, (whole) => winogradConvolution(backend, {
            x: whole,
            y,
            filter: transformed,
            padTop: info.padInfo.top,
            padLeft: info.padInfo.left,
            epilogue,
        }));
        return;
    }
    const taps = forwardTaps(info);
    const depth = tapDepth(taps.length, x.channels);
    const panels = backend.derived.get(filter.dataId, 'panels', panelBytes(depth, y.channels), (target) => packPanels(backend, {
        address: filter.address,
        depth: taps.length * x.channels,
        side: y.channels,
        depthStride: y.channels,
        sideStride: 1,
    }, { address: target, depth }));
    tapConvolution(backend, {
        x,
        y,
        grid: { height: y.height, width: y.width, top: 0, left: 0, down: 1, across: 1 },
        taps,
        step: [info.strideHeight, info.strideWidth],
        filter: panels,
        epilogue,
    });
};
