import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PEERS } from './folders';
const require = createRequire(join(PEERS, 'package.json'));
/** Loads a module of the peers' folder. Its types are the caller's, because the peers may not be installed. */
export const loadPeer = (name) => require(name);
/** npm says what went wrong first, and then a lot more. */
const LINES_OF_NPM = 4;
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
/** Versions of the installed peers by name; empty unless all are there as pinned. */
export const installedPeers = () => {
    const { dependencies } = readJson(join(PEERS, 'package.json'));
    const versions = {};
    for (const [name, pinned] of Object.entries(dependencies)) {
        try {
            const manifest = readJson(join(PEERS, 'node_modules', name, 'package.json'));
            versions[name] = manifest.version;
        }
        catch {
            return {};
        }
        if (versions[name] !== pinned)
            return {};
    }
    return versions;
};
/** The workspace's settings of the surrounding `npm run` must not reach an install in another folder. */
const plainEnvironment = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_config_(workspaces?|local_prefix)$/i.test(name)));
/** `ensurePeers`, for those who go on without them: why there are none, said once; undefined if there are. */
export const tryPeers = () => {
    try {
        ensurePeers();
        return undefined;
    }
    catch (error) {
        const failure = error instanceof Error ? error.message : String(error);
        console.error(`${failure}\nonnxruntime is NOT measured.`);
        return failure;
    }
};
/** Installs what the lock file names, unless it is there. @throws Error with npm's own last words. */
export const ensurePeers = () => {
    if (Object.keys(installedPeers()).length > 0)
        return;
    console.error(`Installing the peers in ${PEERS} (npm ci --ignore-scripts), once...`);
    const npm = process.env['npm_execpath'];
    const [command, before] = npm ? [process.execPath, [npm]] : ['npm', []];
    const { status, stderr, error } = spawnSync(command, [...before, 'ci', '--ignore-scripts', '--loglevel=error'], {
        cwd: PEERS,
        env: plainEnvironment(),
        encoding: 'utf8',
        stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status !== 0) {
        const said = error ? String(error) : stderr.trim().split('\n').slice(0, LINES_OF_NPM).join(' ');
        throw new Error(`The peers could not be installed: ${said}`);
    }
};
