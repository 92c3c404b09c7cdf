import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
/** Where the peers live, outside the workspace. */
export const PEERS = fileURLToPath(new URL('../../peers/', import.meta.url));
/** A path as the user meant it: npm changes into this workspace and leaves the user's folder in INIT_CWD. */
export const userPath = (path) => resolve(process.env['INIT_CWD'] ?? '.', path);
