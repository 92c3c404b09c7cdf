import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Option } from 'commander';
import { findAdapter } from '../backend/adapter';
import { chooseBackend } from '../backend/choose-backend';
import { EXIT, EXIT_CODES_HELP, exitCodeOf, OutputError, usageError } from '../errors';
import { refuseCollisions } from '../job/collisions';
import { expandInputs, leftOutNote, STDIN } from '../job/inputs';
import { nameOutputs } from '../job/outputs';
import { endsJob } from '../job/run-picture-job';
import { BACKEND_NAMES, FORMATS, integerBetween, numberBetween } from '../options';
import { Reporter } from '../terminal/reporter';
import { printJson, printText } from '../terminal/streams';
const EXAMPLES = `
Examples:
  export SRKIT_REDIS_URL=rediss://:password@queue.example:6380
  srkit queue add scans/ -o large/ --root scans=scans --root large=large
  srkit queue work --root scans=/mnt/scans --root large=/mnt/large      on any number of machines
  srkit queue status
  srkit queue retry
`;
/** The variable keeps the password out of the list of processes. */
const REDIS_VARIABLE = 'SRKIT_REDIS_URL';
/** Opens the queue, lets `use` have it, and closes it. */
const withQueue = async ({ redis = process.env[REDIS_VARIABLE], queue }, use) => {
    if (redis === undefined || redis === '') {
        throw usageError(`There is no Redis server. Give --redis URL, or set ${REDIS_VARIABLE}.`);
    }
    const { JobQueue } = await import('@srkit/jobs/queue');
    const opened = await JobQueue.open(redis, queue);
    try {
        return await use(opened);
    }
    finally {
        await opened.close();
    }
};
const rootsOf = async (given) => {
    const { Roots: Parser } = await import('@srkit/jobs/queue');
    return Parser.parse(given);
};
const pictures = (count) => `${count} picture${count === 1 ? '' : 's'}`;
/** `srkit queue add`. */
const add = async (args, flags) => {
    if (args.includes(STDIN))
        throw usageError("'-' (stdin) cannot be read by other machines. Give files.");
    const reporter = new Reporter({ quiet: false, verbose: false });
    const roots = await rootsOf(flags.root);
    const inputs = await expandInputs(args, flags.recursive ?? false);
    const leftOut = leftOutNote(inputs);
    if (leftOut !== undefined)
        reporter.note(leftOut);
    const outputs = nameOutputs(inputs.inputs, {
        target: { kind: 'folder', path: flags.output },
        format: flags.format,
        suffix: flags.suffix,
    });
    refuseCollisions(outputs, {
        input: 'Choose another -o or --suffix, or leave that input out.',
        output: () => 'Add them one after the other, with different folders.',
    });
    const isFile = flags.model !== undefined && extname(flags.model) !== '';
    const model = isFile ? await roots.placeOf(flags.model) : flags.model;
    const { parsePayload } = await import('../queue/upscale-payload');
    const payloads = [];
    for (const { input, output } of outputs) {
        const { size, mtimeMs } = await stat(input.file);
        const options = { model, outscale: flags.outscale, quality: flags.quality };
        payloads.push(parsePayload({
            version: 1,
            command: 'upscale',
            input: await roots.placeOf(input.path),
            state: [size, mtimeMs],
            output: await roots.placeOf(output),
            ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
            overwrite: flags.overwrite ?? false,
        }));
    }
    return withQueue(flags, async (queue) => {
        const added = await queue.add(payloads, flags.attempts);
        const known = payloads.length - added;
        const rest = known > 0 ? `, ${pictures(known)} known already` : '';
        reporter.note(`${flags.queue}: ${pictures(added)} added${rest}`);
        if (flags.json)
            await printJson({ queue: flags.queue, added, known });
        return EXIT.ok;
    });
};
/** A damaged picture stays damaged, an option out of range as well, and what is in the way stays there. */
const isFinal = (error) => [EXIT.usage, EXIT.badInput].includes(exitCodeOf(error)) ||
    (error instanceof OutputError && error.code === 'E_OUTPUT_EXISTS');
/** `srkit queue work`. */
const work = async (flags, signal) => {
    const { quiet, verbose, drain = false, stalledAfter } = flags;
    if (quiet && verbose)
        throw usageError('--quiet contradicts --verbose. Leave one out.');
    const reporter = new Reporter({ quiet: quiet ?? false, verbose: verbose ?? false });
    const roots = await rootsOf(flags.root);
    if (flags.root.length === 0) {
        throw usageError('There is no root. --root NAME=FOLDER says which folders this worker may read and write.');
    }
    const request = { backend: flags.backend, requireGpu: flags.requireGpu ?? false };
    const choice = await chooseBackend(request, findAdapter);
    reporter.note(`backend ${choice.name}: ${choice.summary}`);
    const { QueueUpscaler } = await import('../queue/queue-upscaler');
    const upscaler = new QueueUpscaler({ roots, backend: choice.name, reporter, signal });
    let [done, failed] = [0, 0];
    try {
        await withQueue(flags, (queue) => queue.work({
            compute: (payload, item) => upscaler.compute(payload, item),
            isFinal,
            endsWork: endsJob,
            onOutcome(payload, error, willRetry) {
                const { input } = payload;
                if (error === undefined)
                    done++;
                else {
                    if (!willRetry)
                        failed++;
                    reporter.error(error, `${input ?? 'an item'}${willRetry ? ' (will be tried again)' : ''}`);
                }
            },
            drain,
            stalledMs: stalledAfter * 1000,
            signal,
        }));
    }
    finally {
        await upscaler.close();
        reporter.note(`${done} done, ${failed} failed by this worker`);
        if (flags.json)
            await printJson({ queue: flags.queue, done, failed });
    }
    return failed > 0 ? EXIT.runtime : EXIT.ok;
};
/** `srkit queue status`. */
const status = (flags) => withQueue(flags, async (queue) => {
    const { waiting, active, delayed, done, failed, perMinute, running, failures } = await queue.status();
    if (flags.json) {
        const found = { waiting, active, delayed, done, failed, perMinute, running, failures };
        await printJson({ queue: flags.queue, ...found });
        return EXIT.ok;
    }
    const inputOf = (payload) => String(payload.input);
    const left = waiting + active + delayed;
    const time = perMinute > 0 && left > 0 ? `, about ${Math.ceil(left / perMinute)} min left` : '';
    const lines = [
        `${flags.queue}: ${waiting} waiting, ${active} running, ${delayed} to be tried again, ${done} done, ${failed} failed`,
        `${perMinute} in the last minute${time}`,
        ...running.map(({ payload, progress }) => `  ${inputOf(payload)} ${Math.round(100 * progress)} %`),
        ...failures.map(({ payload, reason }) => `  failed: ${inputOf(payload)}: ${reason.slice(0, 300)}`),
    ];
    await printText(lines.map((line) => `${line}\n`).join(''));
    return EXIT.ok;
});
/** `srkit queue retry`. */
const retry = (flags) => withQueue(flags, async (queue) => {
    const count = await queue.retry();
    if (flags.json)
        await printJson({ queue: flags.queue, retried: count });
    else
        await printText(`${flags.queue}: ${pictures(count)} back in the queue\n`);
    return EXIT.ok;
});
const collect = (value, before) => [...before, value];
/** Adds `srkit queue` and its commands to the program. */
export const addQueue = (program, run) => {
    const queue = program
        .command('queue')
        .summary('share pictures to upscale among machines, by a Redis server')
        .description('A queue of pictures on a Redis server, which any number of machines work on. They share the folders, by whatever paths: each names them by --root. Needs the packages bullmq and ioredis.')
        .addHelpText('after', EXAMPLES + EXIT_CODES_HELP);
    const command = (name, summary) => queue
        .command(name)
        .summary(summary)
        .description(`${summary[0].toUpperCase()}${summary.slice(1)}.`)
        .option('--redis <url>', `redis:// or rediss:// (TLS) (default: ${REDIS_VARIABLE})`)
        .option('--queue <name>', 'name of the queue', 'upscale')
        .option('--json', 'print one JSON document')
        .addHelpText('after', EXIT_CODES_HELP);
    const root = ['--root <name=folder>', 'a folder that the machines share; may be given again'];
    command('add', 'add pictures to a queue; those that are in it already stay as they are')
        .argument('<images...>', 'pictures, folders or glob patterns')
        .requiredOption('-o, --output <folder>', 'folder for the results, below a root')
        .option(...root, collect, [])
        .option('-m, --model <name>', 'a released model, or a file below a root (default: the built-in one)')
        .option('--outscale <x>', "final scale (default: the model's)", numberBetween(0, 64, { exclusive: true }))
        .addOption(new Option('--format <format>', "format to write; auto is the input's")
        .choices([...FORMATS, 'auto'])
        .default('png'))
        .option('--quality <n>', 'of JPEG, WebP and AVIF, 1..100', integerBetween(1, 100))
        .option('--suffix <text>', 'added to the names of results', '')
        .option('--recursive', 'look into the folders of folders as well')
        .option('--overwrite', 'replace results that exist')
        .option('--attempts <n>', 'how often a picture is tried, with growing pauses', integerBetween(1, 100), 3)
        .action((images, flags) => run(() => add(images, flags)));
    command('work', 'upscale what a queue holds, one picture after the other')
        .option(...root, collect, [])
        .addOption(new Option('--backend <name>', 'where to compute').choices(['auto', ...BACKEND_NAMES]).default('auto'))
        .option('--require-gpu', 'fail (exit code 4) instead of falling back to the CPU')
        .option('--drain', 'end when nothing is left (default: wait for more)')
        .option('--stalled-after <s>', 'seconds of silence after which another worker takes over a picture', integerBetween(1, 3600), 30)
        .option('--quiet', 'print errors only')
        .option('--verbose', 'print the stacks of errors')
        .action((flags) => run((signal) => work(flags, signal)));
    command('status', 'show what waits, runs, is done and has failed').action((flags) => run(() => status(flags)));
    command('retry', 'put pictures that have failed back into the queue').action((flags) => run(() => retry(flags)));
};
