import { roundUp } from './picture';
/** Tiles in work at once: fewer read the filter more often, more spill the second-level cache. A multiple of 6. */
export const TILES_PER_BLOCK = 24;
/** Products are made of six tiles at a time. */
const UNIT = 6;
/** Largest number of chunks that a job may have, with room to spare. */
const MOST_CHUNKS = 4000;
/** @param parts chunks that every tile belongs to. */
export const planTiles = (tiles, threads, parts = 1) => {
    const blocks = Math.max(1, Math.ceil((tiles / TILES_PER_BLOCK) * (parts / MOST_CHUNKS)));
    const tilesPerChunk = blocks * TILES_PER_BLOCK;
    const wholeChunks = Math.floor(tiles / (tilesPerChunk * threads)) * threads;
    const rest = tiles - wholeChunks * tilesPerChunk;
    const tilesPerLastChunk = Math.max(UNIT, roundUp(Math.ceil(rest / threads), UNIT));
    return {
        tilesPerChunk,
        wholeChunks,
        tilesPerLastChunk,
        chunks: wholeChunks + Math.ceil(rest / tilesPerLastChunk),
    };
};
