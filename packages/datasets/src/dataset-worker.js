/** What a thread of `openLoader` runs: a set of its own, one sample at a time. */
import { serveWorker } from '@srkit/jobs';
import { openDataset } from './node/open-dataset';
/** Buffers of pictures and maps are moved and not copied. */
const buffersOf = (value, found = new Set()) => {
    if (ArrayBuffer.isView(value)) {
        const { buffer, byteLength } = value;
        if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength)
            found.add(buffer);
    }
    else if (typeof value === 'object' && value !== null) {
        for (const inner of Object.values(value))
            buffersOf(inner, found);
    }
    return found;
};
serveWorker(async (description) => {
    if (description.type === 'degraded') {
        const { startSrkitWasm } = await import('@srkit/backend-wasm');
        await startSrkitWasm();
    }
    const dataset = await openDataset(description);
    return {
        facts: { names: dataset.names },
        methods: {
            async sample({ index, draw }) {
                const value = await dataset.sample(index, draw);
                return { value, transfer: [...buffersOf(value)] };
            },
        },
    };
});
