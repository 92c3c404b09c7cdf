import { probeImage } from '@srkit/image';
import { statFile } from '../job/collisions';
import { sourceOf } from '../job/inputs';
import { STDOUT } from '../job/outputs';
import { existsError, exitCodeOfAll, plainError } from '../job/run-picture-job';
import { planNote, tilesLine } from './upscale-picture';
const planOne = async ({ engine, stdin, overwrite, skipExisting, ledger }, item) => {
    const names = { input: item.input.path, output: item.output };
    const there = item.output !== STDOUT && statFile(item.output) !== undefined;
    const skipped = (await ledger.isDone(item)) || (there && skipExisting);
    if (there && !skipped && !overwrite)
        throw existsError(item.output);
    const { width, height } = await probeImage(stdin ?? (await sourceOf(item.input)));
    const plan = await engine.plan(width, height);
    return { ...names, status: skipped ? 'skipped' : 'planned', from: { width, height }, plan };
};
const linesOf = (file) => {
    if (file.status === 'failed')
        return [];
    const { input, output, status, from, plan } = file;
    const sizes = `${input} ${from.width}x${from.height} -> ${output} ${plan.width}x${plan.height}`;
    if (status === 'skipped')
        return [`${sizes} | done already`];
    const overhead = `computes ${plan.tiles.overhead.toFixed(2)} times the picture`;
    const note = planNote(plan);
    return [`${sizes} | ${tilesLine(plan.tiles)} | ${overhead}`, ...(note ? [`  ${note}`] : [])];
};
/** Plans each picture from its header. Nothing is written. */
export const planPictures = async (run) => {
    const { items, reporter, signal } = run;
    const planned = [];
    for (const item of items) {
        signal.throwIfAborted();
        try {
            planned.push(await planOne(run, item));
        }
        catch (error) {
            reporter.error(error, items.length > 1 ? item.input.path : undefined);
            planned.push({ input: item.input.path, output: item.output, status: 'failed', error });
        }
    }
    return {
        files: planned.map((file) => ('error' in file ? { ...file, error: plainError(file.error) } : file)),
        lines: planned.flatMap(linesOf),
        exitCode: exitCodeOfAll(planned.flatMap((file) => ('error' in file ? [file.error] : []))),
    };
};
