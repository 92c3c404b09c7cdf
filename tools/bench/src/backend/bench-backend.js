import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { terminalTable } from '../figures/figures-table';
import { describeMachine, machineLines } from '../shared/machine';
import { findPython, runJson } from '../shared/run-json';
import { table } from '../shared/table';
import { backendCases, caseName } from './cases';
import { STOCK_MODELS } from './stock-models';
/** Names of cases for `--only`, beside those of the networks. */
const INNER_LOOP = 'inner loop';
const STOCK = 'stock tf.layers';
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const runChild = (name, args, environment) => runJson(process.execPath, ['--import', 'tsx', path(name), ...args], environment);
const entry = (contender, { seconds, peakBytes }) => ({
    contender,
    seconds,
    peakBytes,
});
/** Networks and training steps on all threads and on one, beside PyTorch on all. */
export const measureNetworks = (cases) => {
    const python = findPython('torch');
    if (!python)
        console.error('No Python has torch (Debian: python3-torch). It is NOT measured.');
    return cases.map((one) => {
        const name = caseName(one);
        console.error(`${name}...`);
        const job = JSON.stringify(one);
        const srkit = (threads) => runChild('./srkit-child.ts', [job], { SRKIT_THREADS: threads });
        return {
            name,
            entries: [
                entry('srkit', srkit('')),
                entry('srkit, 1 thread', srkit('1')),
                ...(python ? [entry('PyTorch', runJson(python, [path('./pytorch.py'), job]))] : []),
            ],
        };
    });
};
/** Models of tf.layers, with nothing of srkit's in them. */
export const measureStock = () => Object.keys(STOCK_MODELS).map((model) => {
    console.error(`${STOCK} ${model}...`);
    const on = (backend) => runChild('./stock-model-child.ts', [backend, model]);
    return {
        name: `${STOCK} ${model}, 4 x 224x224`,
        entries: [entry('srkit', on('srkit-wasm')), entry('tfjs-wasm, 1 thread', on('wasm'))],
    };
});
/** The backend's inner loop beside what one core can multiply and add at most. */
export const measureInnerLoop = () => {
    console.error(`${INNER_LOOP}...`);
    return runChild('./peak-child.ts', []);
};
const peakTable = ({ build, multiplyAdd, product }) => {
    const share = `${((100 * product) / multiplyAdd).toFixed(0)} %`;
    const row = [`${INNER_LOOP}, ${build}`, multiplyAdd.toFixed(1), product.toFixed(1), share];
    return table(['GFLOP/s of one core', 'multiply-adds', 'matrix products', 'share'], [row]);
};
/** `npm run bench -- backend`. */
export const benchBackend = async (args) => {
    const { values } = parseArgs({
        args,
        options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
    });
    const { only } = values;
    const machine = describeMachine();
    const tables = [];
    if (INNER_LOOP.includes(only))
        tables.push(peakTable(measureInnerLoop()));
    const cases = backendCases(values.quick).filter((each) => caseName(each).includes(only));
    if (cases.length > 0)
        tables.push(terminalTable(measureNetworks(cases)));
    if (STOCK.includes(only))
        tables.push(terminalTable(measureStock()));
    console.log([machineLines(machine).join('\n'), ...tables].join('\n\n'));
    return 0;
};
