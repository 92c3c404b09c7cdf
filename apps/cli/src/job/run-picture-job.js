import { basename, join } from 'node:path';
import { isAbortError } from '@srkit/core';
import { removeLeftovers } from '@srkit/core/node';
import { runItems, toPlainError } from '@srkit/jobs';
import { EXIT, exitCodeOf, isDiskFailure, OutputError } from '../errors';
import { cacheFolder } from '../model/cache';
/** Where the records of finished jobs are kept, so that output folders hold results alone. */
export const finishedJobs = () => join(cacheFolder(), 'jobs');
/** Removes what killed runs had not finished writing in these folders. */
export const clearLeftovers = async (folders) => {
    for (const folder of new Set(folders))
        await removeLeftovers(folder);
};
/** An error as name, code and message. */
export const plainError = (error) => {
    const { name, code, message } = toPlainError(error);
    return { name, code, message };
};
/** The code all failures share; 1 when they are of several kinds. */
export const exitCodeOfAll = (errors) => {
    const codes = new Set(errors.map(exitCodeOf));
    if (codes.size === 0)
        return EXIT.ok;
    return codes.size === 1 ? [...codes][0] : EXIT.runtime;
};
const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;
/** What ended for the same reason would end every other picture as well. */
export const endsJob = (error) => isDiskFailure(error) || (error instanceof Error && 'code' in error && error.code === 'E_DEVICE_LOST');
export const existsError = (output) => new OutputError('E_OUTPUT_EXISTS', `'${output}' exists already and was left as it is. Use --overwrite to replace it, --skip-existing to do only what is missing, or choose another -o.`);
export const lostError = (output) => new OutputError('E_OUTPUT_LOST', `'${output}' was written twice and is not there: something removes it while the job runs. Choose another -o.`);
const summarise = (outcomes, total, milliseconds) => {
    const count = (status) => outcomes.filter((outcome) => outcome.status === status).length;
    return {
        done: count('done'),
        failed: count('failed'),
        skipped: count('skipped'),
        left: total - outcomes.length,
        seconds: milliseconds / 1000,
    };
};
const fileOf = (job, outcome) => {
    const names = job.names(outcome.item);
    if (outcome.status === 'done') {
        const { seconds, result } = outcome;
        return { ...names, status: 'done', seconds, ...(job.report?.(result) ?? result) };
    }
    if (outcome.status === 'skipped')
        return { ...names, status: 'skipped', reason: outcome.reason };
    return { ...names, status: 'failed', error: plainError(outcome.error) };
};
/** How many skipped pictures had each reason, as lines. */
const skippedLines = (outcomes) => {
    const reasons = new Map();
    for (const outcome of outcomes) {
        if (outcome.status !== 'skipped')
            continue;
        reasons.set(outcome.reason, (reasons.get(outcome.reason) ?? 0) + 1);
    }
    return [...reasons].map(([reason, count]) => `skipped ${count}: ${reason}`);
};
/** Works through the pictures and says on stderr what becomes of them. */
export const runPictureJob = async (job, { overwrite, skipExisting, reporter, signal }) => {
    const { items, ledger, width, compute, noun = 'picture' } = job;
    const several = items.length > 1;
    const began = performance.now();
    const { outcomes, stopped } = await runItems({
        items,
        ledger,
        width,
        compute,
        existing: overwrite ? 'replace' : skipExisting ? 'skip' : 'refuse',
        existsError,
        lostError,
        endsJob,
        signal,
        onProgress({ fraction, finished, total, running }) {
            const name = running.length === 1 ? basename(running[0].input.path) : counted(running.length, noun);
            if (running.length === 0)
                return;
            reporter.progress(several ? `${Math.min(finished + 1, total)}/${total} ${name}` : name, fraction);
        },
        onOutcome(outcome) {
            const { item } = outcome;
            if (outcome.status === 'done')
                reporter.note(job.line(item, outcome.result, outcome.seconds));
            if (outcome.status === 'failed')
                reporter.error(outcome.error, several ? item.input.path : undefined);
        },
        onLost: (lost) => reporter.note(`note: results of ${counted(lost.length, noun)} were removed meanwhile and are made again`),
        onWaiting: (waiting) => reporter.note(`waiting for ${counted(waiting.length, noun)} that another process works on`),
    });
    reporter.endProgress();
    const summary = summarise(outcomes, items.length, performance.now() - began);
    const { done, failed, skipped, left, seconds } = summary;
    for (const line of skippedLines(outcomes))
        reporter.note(line);
    if (several) {
        const rest = left > 0 ? `, ${left} left` : '';
        reporter.note(`${done} done, ${failed} failed, ${skipped} skipped${rest} in ${seconds.toFixed(1)} s`);
    }
    const interrupted = isAbortError(stopped);
    if (interrupted) {
        reporter.error(stopped);
        if (several)
            reporter.note('The same command goes on where this one stopped.');
    }
    const errors = outcomes.flatMap((outcome) => (outcome.status === 'failed' ? [outcome.error] : []));
    return {
        files: outcomes.map((outcome) => fileOf(job, outcome)),
        summary,
        interrupted,
        complete: failed === 0 && left === 0,
        exitCode: interrupted ? EXIT.interrupted : exitCodeOfAll(errors),
    };
};
