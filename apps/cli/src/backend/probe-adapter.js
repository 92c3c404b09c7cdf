/**
 * A program of its own: asks Dawn for the best graphics adapter and prints an `AdapterAnswer` as one line of JSON.
 * A separate process, because Dawn writes warnings of its own to stderr where there is no Vulkan, and because a
 * broken graphics driver may take its process down.
 */
import { describeAdapter } from './adapter';
import { openGpu } from './webgpu';
const ask = async () => {
    try {
        const gpu = await openGpu();
        const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
        return adapter ? { adapter: describeAdapter(adapter) } : { why: 'no graphics adapter found' };
    }
    catch (error) {
        return { why: error instanceof Error ? error.message.split('\n')[0] : String(error) };
    }
};
// Dawn may hold the process open; the answer is all that is wanted of it.
process.stdout.write(`${JSON.stringify(await ask())}\n`, () => process.exit());
