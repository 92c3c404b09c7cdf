/** What a thread of `LmrWorkers` runs. */
import { join } from 'node:path';
import { serveWorker } from '@srkit/jobs';
import { buildLmrScene } from './build-scene';
import { buildMatchedScene } from './matching/build-matched-scene';
import { writePatches, writeTestGroup } from './write-pictures';
serveWorker(async () => ({
    facts: null,
    methods: {
        async build({ scene, matching, options, output, patches }, work) {
            const value = await (matching ? buildMatchedScene : buildLmrScene)(scene, options, work);
            for (const group of value.groups) {
                if (group.set === 'test')
                    await writeTestGroup(join(output, 'test'), scene, group);
                else if (patches)
                    await writePatches(join(output, 'patches'), scene, group);
            }
            return { value };
        },
    },
}));
