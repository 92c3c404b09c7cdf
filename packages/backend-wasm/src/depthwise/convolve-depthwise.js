import { bandBytes, bandChunks, bandParams } from './band-job';
import { bandLayout, perBlock } from './band-layout';
/** Convolves every channel with its own filter. */
export const convolveDepthwise = (backend, shape, { x, filter, y, epilogue }) => {
    const layout = bandLayout(shape);
    const { channels } = shape;
    const floats = (address) => backend.floatsAt(address, channels);
    // Taken before anything is allocated, which may detach the views that they are made of.
    const tables = [
        filter,
        ...[epilogue.bias, epilogue.slopes].map((at) => (at === 0 ? undefined : floats(at))),
    ].map((values) => values && perBlock(values, channels, layout));
    const tableFloats = tables.reduce((sum, table) => sum + (table?.length ?? 0), 0);
    const bands = backend.threads * bandBytes(layout);
    backend.withScratch(bands + 4 * tableFloats, (scratch) => {
        let next = scratch + bands;
        const [weights, bias, slopes] = tables.map((table) => {
            if (!table)
                return 0;
            const address = next;
            backend.floatsAt(address, table.length).set(table);
            next += 4 * table.length;
            return address;
        });
        bandParams(backend, shape, layout, {
            x,
            scratch,
            epilogue: { ...epilogue, bias: bias, slopes: slopes },
        }).ints(weights, y);
        backend.run('depthwiseChunk', bandChunks(shape, layout).count);
    });
};
