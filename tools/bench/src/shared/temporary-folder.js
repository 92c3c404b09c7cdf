import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
/** Calls `use` with an empty folder that is gone afterwards. */
export const withTemporaryFolder = async (use) => {
    const folder = await mkdtemp(join(tmpdir(), 'srkit-bench-'));
    try {
        return await use(folder);
    }
    finally {
        await rm(folder, { recursive: true, force: true });
    }
};
