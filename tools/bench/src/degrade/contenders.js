import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../../../scripts/quick-build.mjs';
import { ROOT } from '../shared/folders';
import { findPython, runJson } from '../shared/run-json';
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
/** srkit on the Node that runs the bench, bundled from the sources: threads run JavaScript. */
export const openSrkit = async () => {
    const folder = join(ROOT, 'out/bench-degrade');
    await rm(folder, { recursive: true, force: true });
    await bundle([path('./srkit-child.ts')], folder);
    return (jobFile) => runJson(process.execPath, [join(folder, 'dist/srkit-child.js'), jobFile]);
};
/** PyTorch, or undefined where no Python has it. */
export const findPyTorch = () => {
    const python = findPython('torch');
    return python === undefined ? undefined : (jobFile) => runJson(python, [path('./pytorch.py'), jobFile]);
};
