import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RUNTIMES } from '../runtimes/contender';
import { seconds } from '../shared/format';
import { withTemporaryFolder } from '../shared/temporary-folder';
import { maxDifference, spread } from './compare-outputs';
import { ContenderProcess } from './contender-process';
import { outputFile } from './messages';
import { prepareJob } from './prepare-job';
const THREADS = 2;
const REFERENCE = 'onnxruntime-node';
const readOutput = async (folder, runtime, layout, samples) => {
    const { buffer, byteOffset, byteLength } = await readFile(join(folder, outputFile(runtime)));
    const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
    return { layout, data: samples === 'float32' ? new Float32Array(bytes) : new Uint16Array(bytes) };
};
/**
 * Measures one case. Every runtime gets a process; all of them take turns, so that a machine that slows down
 * slows all of them. Only one computes at a time.
 */
export const measureCase = (benchCase, { rounds, peersFailure }) => withTemporaryFolder(async (folder) => {
    await prepareJob(benchCase, folder, peersFailure === undefined);
    const { width, height } = benchCase;
    const live = new Map();
    const measurements = RUNTIMES.map((runtime) => ({ runtime, seconds: [], peakBytes: 0, emptyBytes: 0, about: '' }));
    /** A runtime that fails is out for the rest of the case, with its reason in the table. */
    const attempt = async (measurement, work) => {
        try {
            await work();
        }
        catch (error) {
            measurement.failure = error instanceof Error ? error.message : String(error);
            live.get(measurement.runtime)?.stop();
            live.delete(measurement.runtime);
            console.error(`  ${measurement.runtime} FAILED: ${measurement.failure}`);
        }
    };
    const takeTurns = async (work) => {
        for (const measurement of measurements) {
            const contender = live.get(measurement.runtime);
            if (contender)
                await attempt(measurement, () => work(contender, measurement));
        }
    };
    try {
        for (const measurement of measurements) {
            const { runtime } = measurement;
            await attempt(measurement, async () => {
                if (peersFailure !== undefined && runtime.startsWith('onnxruntime'))
                    throw new Error(peersFailure);
                const started = await ContenderProcess.start({ runtime, folder, width, height, threads: THREADS });
                live.set(runtime, started.contender);
                measurement.emptyBytes = started.emptyBytes;
                const warmUp = await started.contender.run();
                console.error(`  ${runtime}: warm-up ${seconds(warmUp.seconds)} s`);
            });
        }
        for (let round = 1; round <= rounds; round++) {
            await takeTurns(async (contender, measurement) => {
                const ran = await contender.run();
                measurement.seconds.push(ran.seconds);
                measurement.peakBytes = ran.peakBytes;
                console.error(`  ${measurement.runtime}: round ${round} ${seconds(ran.seconds)} s`);
            });
        }
        let reference;
        await takeTurns(async (contender, measurement) => {
            const { layout, samples, about } = await contender.verify();
            contender.stop();
            measurement.about = about;
            const output = await readOutput(folder, measurement.runtime, layout, samples);
            if (measurement.runtime === REFERENCE)
                reference = output;
            else if (reference)
                measurement.maxDifference = maxDifference(reference, output);
        });
        return { name: benchCase.name, measurements, ...(reference ? { output: spread(reference.data) } : {}) };
    }
    finally {
        for (const contender of live.values())
            contender.stop();
    }
});
