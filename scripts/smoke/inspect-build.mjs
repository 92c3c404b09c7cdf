import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const NODE_IMPORT = /(?:from|import|require)\s*\(?\s*["'`]node:/;

/** Whether a built page has the embedded model beside its scripts, and no script that imports a Node module. */
export const inspectBuild = (folder) => {
  if (!existsSync(folder)) return false;
  const files = readdirSync(folder, { recursive: true }).map(String);
  const scripts = files.filter((file) => file.endsWith('.js'));
  const needing = scripts.filter((file) => NODE_IMPORT.test(readFileSync(join(folder, file), 'utf8')));
  const hasModel = files.some((file) => file.endsWith('.safetensors'));
  for (const file of needing) console.log(`${file} imports a Node module.`);
  if (!hasModel) console.log('The embedded model is not among the assets.');
  return scripts.length > 0 && needing.length === 0 && hasModel;
};
