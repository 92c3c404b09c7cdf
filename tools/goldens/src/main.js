import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BACKENDS, useBackend } from './backend';
import { findCases } from './golden-case';
import { runCase } from './run-case';
const USAGE = `Usage: npm run goldens -- DIR [--backend ${BACKENDS.join('|')}] [--exact]
Runs every case.json below DIR as users run: on srkit-wasm convolutions by Winograd, on all threads. With --exact convolutions
sum exactly, which tells errors of the transform from others. Exit status 1 if a case fails, 2 for wrong usage.`;
/** Problems of one case that are printed; the rest are counted. */
const SHOWN_PROBLEMS = 3;
/** How far the case is from its bounds, or what lies beyond them where a rounding fell on the other side. */
const farthest = ({ worst, flips }) => flips.length === 0
    ? `worst ${worst.toFixed(3)} of the bound`
    : `but counted beyond the bound: ${flips.join('; ')}`;
const main = async () => {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: {
            backend: { type: 'string', default: 'srkit-wasm' },
            exact: { type: 'boolean', default: false },
            help: { type: 'boolean', short: 'h' },
        },
    });
    const [root] = positionals;
    const backend = values.backend;
    if (values.help || positionals.length !== 1 || !root || !BACKENDS.includes(backend)) {
        console.error(USAGE);
        return values.help ? 0 : 2;
    }
    await useBackend(backend, values.exact);
    const folder = resolve(process.env['INIT_CWD'] ?? '.', root);
    const cases = await findCases(folder);
    let failed = 0;
    for (const path of cases) {
        const result = await runCase(path);
        const name = relative(folder, path).replace(/[\\/]?case\.json$/, '') || '.';
        if (!result.ok)
            failed++;
        const detail = result.ok
            ? `${result.comparisons} compared, ${farthest(result)}`
            : result.problems.slice(0, SHOWN_PROBLEMS).join('; ') +
                (result.problems.length > SHOWN_PROBLEMS
                    ? `; and ${result.problems.length - SHOWN_PROBLEMS} more`
                    : '');
        console.log(`${result.ok ? 'ok  ' : 'FAIL'} ${name} (${result.op}, ${Math.round(result.milliseconds)} ms): ${detail}`);
    }
    if (cases.length === 0)
        console.error(`No case.json below ${folder}.`);
    console.log(`${cases.length - failed} passed, ${failed} failed`);
    return failed > 0 || cases.length === 0 ? 1 : 0;
};
main().then((code) => process.exit(code), (error) => {
    console.error(error);
    process.exit(1);
});
