import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { version_core as tfjsVersion } from '@tensorflow/tfjs-core';
import { measureInnerLoop, measureNetworks, measureStock } from '../backend/bench-backend';
import { backendCases } from '../backend/cases';
import { measureDegrade } from '../degrade/bench-degrade';
import { measureMemory } from '../memory/bench-memory';
import { measureOps } from '../ops/bench-ops';
import { opsCases } from '../ops/cases';
import { measureQuality, parseDatasets } from '../quality/bench-quality';
import { userPath } from '../shared/folders';
import { describeMachine, machineLines } from '../shared/machine';
import { installedPeers, tryPeers } from '../shared/peers';
import { findPython, runJson } from '../shared/run-json';
import { UsageError } from '../shared/usage-error';
import { benchCases, quickCases } from '../upscale/cases';
import { measureCase } from '../upscale/measure-case';
import { terminalTable } from './figures-table';
/** Timed runs of whole pictures; the largest take long in the slowest runtimes. */
const ROUNDS = 3;
const ROUNDS_OF_LARGE = 1;
const LARGE = /RRDBNet.*128x128|1024x1024/;
const CONTENDERS = {
    srkit: 'srkit',
    'onnxruntime-node': 'onnxruntime-node (native)',
    'onnxruntime-web': 'onnxruntime-web',
    'tfjs-wasm': 'tfjs-wasm, 1 thread',
};
/** A case of `upscale` as a figure: srkit first, without peers that failed. Without srkit there is no figure. */
const figureOf = ({ name, measurements }) => ({
    name,
    entries: Object.entries(CONTENDERS).flatMap(([runtime, contender]) => {
        const found = measurements.find((each) => each.runtime === runtime);
        if (runtime === 'srkit' && found?.failure !== undefined)
            throw new Error(`${name}: ${found.failure}`);
        return found && found.failure === undefined
            ? [{ contender, seconds: found.seconds, peakBytes: found.peakBytes }]
            : [];
    }),
});
const measureUpscale = async (quick) => {
    const peersFailure = quick ? 'Not in a quick run.' : tryPeers();
    const figures = [];
    for (const one of quick ? quickCases() : benchCases(undefined)) {
        console.error(`${one.name}:`);
        const rounds = quick || LARGE.test(one.name) ? ROUNDS_OF_LARGE : ROUNDS;
        figures.push(figureOf(await measureCase(one, { rounds, peersFailure })));
    }
    return figures;
};
const pytorchVersion = () => {
    const python = findPython('torch');
    if (!python)
        return {};
    return {
        PyTorch: runJson(python, ['-c', 'import json, torch; print(json.dumps(torch.__version__))']),
    };
};
/** `npm run bench -- all --json FILE`: everything that READMEs show, in one run, as `render` reads it. */
export const benchAll = async (args) => {
    const { values } = parseArgs({
        args,
        options: {
            json: { type: 'string' },
            quick: { type: 'boolean', default: false },
            dataset: { type: 'string', multiple: true, default: [] },
        },
    });
    const { json, quick } = values;
    if (json === undefined)
        throw new UsageError('Give the file to write: --json FILE.');
    const datasets = parseDatasets(values.dataset);
    const machine = describeMachine();
    for (const line of machineLines(machine))
        console.error(line);
    const sections = {
        upscale: await measureUpscale(quick),
        networks: measureNetworks(backendCases(quick)),
        stock: measureStock(),
        ops: measureOps(opsCases(quick)),
        degrade: await measureDegrade(quick),
        memory: await measureMemory(quick ? '300x200' : undefined),
    };
    const figures = {
        machine,
        versions: { 'TensorFlow.js': tfjsVersion, ...(quick ? {} : installedPeers()), ...pytorchVersion() },
        quick,
        sections,
        innerLoop: measureInnerLoop(),
        ...(datasets.length > 0 && { quality: await measureQuality(datasets) }),
    };
    for (const [name, list] of Object.entries(sections))
        console.log(`\n${name}\n${terminalTable(list)}`);
    const path = userPath(json);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${JSON.stringify(figures, undefined, 2)}\n`);
    console.error(`${json} is written; npm run bench -- render ${json} puts it into the READMEs.`);
    return 0;
};
