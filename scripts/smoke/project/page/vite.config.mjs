import { isBuiltin } from 'node:module';

/** tfjs and its random numbers ask at run time where they are; their manifests give pages empty modules. */
const ASKS_FIRST = /node_modules\/(@tensorflow\/tfjs-core|seedrandom)\//;

/** Vite would put an empty module where a page imports a Node module; here that is an error. */
const refuseNode = {
  name: 'refuse-node',
  enforce: 'pre',
  resolveId(source, importer = '') {
    if (isBuiltin(source) && !ASKS_FIRST.test(importer)) this.error(`${importer} imports ${source}.`);
  },
};

export default { plugins: [refuseNode], build: { chunkSizeWarningLimit: 4000 } };
