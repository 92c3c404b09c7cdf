import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { HOSTILE_FILES } from '../../../packages/checkpoints/test-support/hostile-files';
// Checkpoints that are made to cost as much as they can, each read in a process of its own (Linux: peak memory is
// what /proc says).
/** What one file may take. */
const MAX_SECONDS = 5;
const MAX_MEGABYTES = 500;
/** The machine may be busy; processor time decides. */
const PATIENCE_MILLISECONDS = 120_000;
const { values, positionals } = parseArgs({
    options: { megabytes: { type: 'string', default: '50' }, json: { type: 'boolean', default: false } },
    allowPositionals: true,
});
const bytes = Number(values.megabytes) * 1e6;
const folder = mkdtempSync(join(tmpdir(), 'srkit-worst-'));
const child = join(folder, 'child.mjs');
await build({
    entryPoints: [fileURLToPath(new URL('worst-child.ts', import.meta.url))],
    tsconfig: fileURLToPath(new URL('../../../tsconfig.base.json', import.meta.url)),
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: child,
});
const rows = [];
for (const [name, make] of Object.entries(HOSTILE_FILES)) {
    if (positionals.length > 0 && !positionals.some((part) => name.includes(part)))
        continue;
    const file = make(bytes);
    const parts = file instanceof Uint8Array ? [file] : [file.param, file.bin];
    const paths = parts.map((part, i) => {
        const path = join(folder, i === 0 && parts.length > 1 ? 'file.param' : `file${i}`);
        writeFileSync(path, part);
        return path;
    });
    const { stdout, stderr, status, signal } = spawnSync(process.execPath, [child, ...paths], {
        encoding: 'utf8',
        timeout: PATIENCE_MILLISECONDS,
    });
    const took = status === 0 ? JSON.parse(stdout) : undefined;
    const row = {
        name,
        outcome: took?.outcome ?? `died (${signal ?? status}): ${stderr.trim().split('\n').at(-1)}`,
        seconds: took?.cpuSeconds ?? Number.POSITIVE_INFINITY,
        megabytes: took?.megabytes ?? Number.POSITIVE_INFINITY,
    };
    const isOver = row.seconds > MAX_SECONDS || row.megabytes > MAX_MEGABYTES;
    rows.push({ ...row, isOver });
    console.log(`${isOver ? 'OVER  ' : '      '}${row.seconds.toFixed(1).padStart(6)} s ${row.megabytes.toFixed(0).padStart(6)} MB  ${name}: ${row.outcome}`);
}
rmSync(folder, { recursive: true });
const over = rows.filter(({ isOver }) => isOver).length;
console.log(`${rows.length - over} passed, ${over} failed`);
process.exit(over === 0 ? 0 : 1);
