import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { globSync } from 'tinyglobby';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packages } from '../scripts/packages.mjs';
import { bundle, quickBuild } from '../scripts/quick-build.mjs';
import { fillReadmeFolder } from './support/readme-folder';
import { readmeSnippets } from './support/readme-snippets';
import { serveFolder } from './support/serve-folder';
// Every block of code in a README is taken from the README, compiled and run, in a folder that has the files it names.
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const READMES = [
    'README.md',
    ...globSync('{packages,apps,tools,examples}/*/README.md', { cwd: ROOT }).sort(),
];
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const snippets = READMES.flatMap((readme) => readmeSnippets(ROOT, readme));
const inLanguage = (...languages) => snippets.filter(({ language }) => languages.includes(language));
const PROGRAMS = inLanguage('ts', 'js');
const SHELL = inLanguage('sh');
const DATA = inLanguage('json');
const TEXT = inLanguage('text', 'http', 'html');
const nameOf = ({ readme, line }) => `${readme.replace(/[^\w]+/g, '-')}-${line}`;
// In the repository, where packages are found from as from any of its files.
const work = join(ROOT, 'out/readmes', String(process.pid));
const temporary = mkdtempSync(join(tmpdir(), 'srkit-readmes-'));
const sourceOf = (snippet) => join(work, `${nameOf(snippet)}.ts`);
let server;
let mirror;
let command;
/** A folder of its own with the files that READMEs name. */
const folderFor = (name) => {
    const folder = join(temporary, name);
    cpSync(join(temporary, 'files'), folder, { recursive: true });
    return folder;
};
const run = promisify(execFile);
beforeAll(async () => {
    await tf.setBackend('cpu');
    mkdirSync(work, { recursive: true });
    mkdirSync(join(temporary, 'files'));
    await fillReadmeFolder(join(temporary, 'files'));
    for (const snippet of PROGRAMS)
        writeFileSync(sourceOf(snippet), `${snippet.inPlace}\nexport {};\n`);
    for (const snippet of DATA) {
        writeFileSync(sourceOf(snippet), `const json: unknown = ${snippet.text};\n${snippet.given}\nexport {};\n`);
    }
    await bundle([...PROGRAMS, ...DATA].map(sourceOf), work);
    const served = await serveFolder(join(temporary, 'files', 'mirror'));
    server = served.server;
    mirror = served.url;
    command = await quickBuild();
    // What `npx srkit` finds is the command of these sources.
    mkdirSync(join(temporary, 'bin'));
    const npx = `#!/bin/sh\n[ "$1" = srkit ] || exit 64\nshift\nexec "${process.execPath}" "${command}" "$@"\n`;
    writeFileSync(join(temporary, 'bin', 'npx'), npx, { mode: 0o755 });
});
afterAll(() => {
    server?.close();
    rmSync(work, { recursive: true, force: true });
    rmSync(temporary, { recursive: true, force: true });
});
it('every block says what it is', () => {
    const known = [...PROGRAMS, ...SHELL, ...DATA, ...TEXT];
    const others = snippets.filter((snippet) => !known.includes(snippet));
    expect(others.map(({ readme, line, language }) => `${readme}:${line} '${language}'`)).toEqual([]);
    expect(PROGRAMS.length).toBeGreaterThan(10);
});
it('programs compile', () => {
    const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.base.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(
    // A snippet may show a result that it does not use.
    { ...config, compilerOptions: { ...config.compilerOptions, noUnusedLocals: false }, files: [] }, ts.sys, ROOT);
    const program = ts.createProgram([...PROGRAMS, ...DATA].map(sourceOf), options);
    const faults = [...PROGRAMS, ...DATA].flatMap((snippet) => ts.getPreEmitDiagnostics(program, program.getSourceFile(sourceOf(snippet))).map((diagnostic) => {
        const { line } = ts.getLineAndCharacterOfPosition(diagnostic.file, diagnostic.start ?? 0);
        return `${snippet.readme}:${line + 1} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`;
    }));
    expect(faults).toEqual([]);
}, 120_000);
describe.each([...new Set([...PROGRAMS, ...DATA].map(({ readme }) => readme))])('programs of %s', (readme) => {
    it('run, and run once more', async () => {
        const cwd = folderFor(`${readme.replaceAll('/', '-')}-programs`);
        const files = [...PROGRAMS, ...DATA]
            .filter((snippet) => snippet.readme === readme)
            .map((snippet) => pathToFileURL(join(work, 'dist', `${nameOf(snippet)}.js`)).href);
        const script = join(work, `${readme.replace(/[^\w]+/g, '-')}.mjs`);
        writeFileSync(script, files.map((file) => `await import(${JSON.stringify(file)});`).join('\n'));
        for (let time = 0; time < 2; time++) {
            await run(process.execPath, [script], { cwd });
        }
    }, 120_000);
});
it.each(packages())('the README of $name says how to install it, peers included', ({ folder, name, manifest }) => {
    const { peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
    const peers = Object.keys(peerDependencies).filter((peer) => !peerDependenciesMeta[peer]?.optional);
    const lines = readFileSync(join(folder, 'README.md'), 'utf8').split('\n');
    const line = lines.find((text) => /^npm i /.test(text) && text.split(/\s+/).includes(name)) ?? '';
    expect(line.split(/\s+/)).toEqual(expect.arrayContaining([name, ...peers]));
});
it.each(packages())('README and CONTRIBUTING name $name', ({ folder, name }) => {
    const page = (path) => readFileSync(join(ROOT, path), 'utf8');
    const at = relative(ROOT, folder);
    expect(page('README.md')).toContain(`| [\`${name}\`](${at}/README.md) |`);
    expect(page('CONTRIBUTING.md')).toContain(`\`${at}\``);
});
/** Lines of a block without comments. */
const commandsOf = ({ text }) => text
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter(Boolean);
describe.each(SHELL.map((snippet) => ({ at: `${snippet.readme}:${snippet.line}`, snippet })))('$at', ({ snippet }) => {
    it('runs in a shell', async () => {
        const commands = commandsOf(snippet);
        const typed = commands.filter((line) => !/^(npm|git) /.test(line));
        const cwd = folderFor(nameOf(snippet));
        const path = [join(temporary, 'bin'), process.env['PATH']].join(delimiter);
        const env = { ...process.env, PATH: path, SRKIT_MODELS_BASE: mirror, SRKIT_CACHE: join(cwd, 'cache') };
        await run('bash', ['-euo', 'pipefail', '-c', typed.join('\n')], { cwd, env });
        // npm's own lines are what CI runs; here, that they name what exists.
        for (const line of commands) {
            for (const [, script] of line.matchAll(/npm run ([\w-]+)/g))
                expect(scripts).toHaveProperty(script);
            for (const [, list] of line.matchAll(/npm (?:i|install) ([^&|;]+)/g)) {
                for (const name of list.trim().split(/\s+/)) {
                    if (name.endsWith('.tgz'))
                        continue;
                    if (!name.startsWith('-'))
                        expect(existsSync(join(ROOT, 'node_modules', name)), name).toBe(true);
                }
            }
        }
    }, 120_000);
});
