import { patchCount } from '@srkit/core/contracts';
import { packPanels, panelBytes } from '../convolution/pack';
import { blocksPerChunk, roundUp } from '../convolution/picture';
const FLOAT_BYTES = 4;
/** Reference patches that are compared at a time; what is read past a row's end is less than this and a patch. */
const LANES = 8;
/** Rows of a tile of products. */
const TILE_ROWS = 6;
/** Pieces of fewer rows, in patches, would mostly compute what they share with their neighbours. */
const LEAST_ROWS = 8;
export const SEARCH_LIMITS = { panelBytes: 2 ** 24, diagonalWork: 10e9 };
/** Floats of a row of products; more than they are, because rows must not be multiples of 4 KiB apart. */
export const productFloats = (refWidth) => roundUp(refWidth, LANES) + LANES;
/** Rows of the reference that are packed at a time. */
const packedRows = (depth, { height, width }, patch, most) => Math.min(height, Math.max(LEAST_ROWS * patch, Math.floor(most / panelBytes(depth, width))));
/** Cuts a side into pieces of `most` rows that overlap, so that each patch lies within one of them. */
const piecesOf = (side, most, patchSize) => {
    const pieces = [];
    for (let first = 0; first + patchSize <= side; first += most - patchSize + 1) {
        pieces.push([first, Math.min(side, first + most)]);
    }
    return pieces;
};
const packReference = (backend, { address, width, channels }, [first, end], depth, panels) => {
    for (let y = first; y < end; y++) {
        packPanels(backend, {
            address: address + y * width * channels * FLOAT_BYTES,
            depth: channels,
            side: width,
            depthStride: 1,
            sideStride: channels,
        }, { address: panels + (y - first) * panelBytes(depth, width), depth });
    }
};
/** Holds all patches against each other. Channels of `input` are filled up to whole vectors. */
export const search = (backend, input, { ref, factors, best }, { patchSize, inputStride, refStride }, limits) => {
    const rowFloats = productFloats(ref.width);
    const refRows = packedRows(input.channels, ref, patchSize, limits.panelBytes);
    const panelsBytes = refRows * panelBytes(input.channels, ref.width);
    const slotFloats = roundUp(input.width, TILE_ROWS) * rowFloats;
    const productsAt = roundUp(TILE_ROWS * input.channels * FLOAT_BYTES, 64);
    const products = patchSize * slotFloats + rowFloats + patchSize + 2 * LANES;
    const bytesPerThread = roundUp(productsAt + products * FLOAT_BYTES, 64);
    const work = input.width * ref.width * input.channels;
    const rows = Math.max(LEAST_ROWS * patchSize, Math.floor(limits.diagonalWork / work));
    backend.withScratch(panelsBytes + bytesPerThread * backend.threads, (panels) => {
        const scratch = panels + panelsBytes;
        for (const [refFirstRow, refEndRow] of piecesOf(ref.height, refRows, patchSize)) {
            packReference(backend, ref, [refFirstRow, refEndRow], input.channels, panels);
            for (const [firstRow, endRow] of piecesOf(input.height, rows, patchSize)) {
                const firstDiagonal = refFirstRow + patchSize - endRow;
                const endDiagonal = refEndRow - patchSize - firstRow + 1;
                const perChunk = blocksPerChunk(endDiagonal - firstDiagonal);
                backend.params
                    .ints(input.address, input.width, input.channels, panels, refFirstRow, refEndRow, ref.width)
                    .ints(patchSize, inputStride, refStride, firstRow, endRow, firstDiagonal, endDiagonal, perChunk)
                    .ints(patchCount(input.width, patchSize, inputStride), factors, rowFloats, slotFloats)
                    .ints(scratch, bytesPerThread, productsAt, best.address, best.bytesPerThread, best.indexAt);
                backend.run('matchDiagonalsChunk', Math.ceil((endDiagonal - firstDiagonal) / perChunk));
            }
        }
    });
};
