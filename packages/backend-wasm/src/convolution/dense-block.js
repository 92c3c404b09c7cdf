import { pixelsOf, roundUp } from './picture';
import { planTiles, TILES_PER_BLOCK } from './tile-plan';
import { PLACE_PADDING_BYTES, PLACES, ROW_PADDING, scratchBytes, tilesOf, writeJob, } from './winograd';
const FLOAT_BYTES = 4;
/** The ring of transformed tiles has a place for every so many. */
const TILES_PER_PLACE = 6;
/** Up to so many tiles, every convolution does the whole picture before the next one begins. */
const MOST_TILES_AT_ONCE = 24 * TILES_PER_BLOCK;
/** Blocks of tiles of a band, at least. */
const BLOCKS_PER_BAND = 12;
/**
 * Small pictures at once. Of large ones the transformed tiles would not stay in the third-level cache: there the
 * convolutions follow each other down the picture, each as far behind the one before it as its windows reach.
 */
const schedule = (picture, convolutions, threads) => {
    const tiles = tilesOf(picture);
    if (tiles <= MOST_TILES_AT_ONCE) {
        const plan = planTiles(tiles, threads);
        return {
            bands: Array.from({ length: convolutions }, (_, k) => ({
                convolution: k,
                start: 0,
                end: tiles,
                plan,
            })),
            ring: roundUp(tiles, TILES_PER_PLACE),
        };
    }
    const lag = roundUp(Math.ceil(picture.width / 4) + 1, TILES_PER_BLOCK);
    const height = roundUp(BLOCKS_PER_BAND, threads) * TILES_PER_BLOCK;
    const bands = [];
    for (let first = 0; first - (convolutions - 1) * lag < tiles; first += height) {
        for (let k = 0; k < convolutions; k++) {
            const start = Math.max(0, first - k * lag);
            const end = Math.min(tiles, first + height - k * lag);
            if (start >= end)
                continue;
            const chunks = Math.ceil((end - start) / TILES_PER_BLOCK);
            const plan = {
                tilesPerChunk: TILES_PER_BLOCK,
                wholeChunks: chunks,
                tilesPerLastChunk: TILES_PER_BLOCK,
                chunks,
            };
            bands.push({ convolution: k, start, end, plan });
        }
    }
    return { bands, ring: height + (convolutions - 1) * lag };
};
/**
 * Convolutions each of which sees the input and all outputs before it. Every one transforms the tiles of the newest
 * channels only; those of the others are kept.
 */
export const convolveDenseBlock = (backend, { x, made, out, convolutions }) => {
    const last = convolutions.length - 1;
    const seen = convolutions.map((_, k) => made.slice(0, k).reduce((sum, channels) => sum + channels, x.channels));
    const channels = seen[last];
    const { bands, ring } = schedule(x, convolutions.length, backend.threads);
    const places = ring / TILES_PER_PLACE;
    const placeBytes = TILES_PER_PLACE * (channels + ROW_PADDING) * FLOAT_BYTES + PLACE_PADDING_BYTES;
    const ringBytes = roundUp(places * PLACES * placeBytes, 64);
    const grownBytes = pixelsOf(x) * Math.max(...made.slice(0, last)) * FLOAT_BYTES;
    backend.withScratch(ringBytes + 2 * grownBytes, (address) => {
        // A convolution writes beside what it reads. What is there has been read: by the one before it, farther down.
        const outputs = made.map((grown, k) => ({
            ...x,
            address: k === last ? out : address + ringBytes + (k % 2) * grownBytes,
            channels: grown,
            stride: grown,
        }));
        const bytes = Math.max(...outputs.map((y) => scratchBytes(y, 0)));
        backend.withScratch(bytes * backend.threads, (scratch) => {
            for (const { convolution: k, start, end, plan } of bands) {
                const newest = k === 0 ? x : outputs[k - 1];
                writeJob(backend, { ...convolutions[k], x: newest, y: outputs[k], padTop: 1, padLeft: 1 }, plan, scratch, bytes).ints(address, places, channels, seen[k] - newest.channels, start, end);
                backend.run('winogradDenseChunk', plan.chunks);
            }
        });
    });
};
