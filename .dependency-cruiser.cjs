// The floors of the house: a package imports only from floors below its own.
const FLOORS = [
  ['packages/core'],
  ['packages/backend-wasm', 'packages/backend-webgpu'],
  ['packages/ops', 'packages/checkpoints', 'packages/image', 'packages/jobs'],
  ['packages/nn'],
  ['packages/models', 'packages/losses', 'packages/degradation'],
  ['packages/upscale', 'packages/datasets', 'packages/metrics'],
  ['packages/training'],
  ['apps/cli', 'apps/demo'],
  ['tools/goldens', 'tools/bench', 'tools/recipes'],
];

const floorRules = FLOORS.flatMap((folders, floor) =>
  folders.map((folder) => ({
    name: `floor-${floor}-${folder.split('/')[1]}`,
    comment: `${folder} stands on floor ${floor} and may import only from lower floors.`,
    severity: 'error',
    from: { path: `^${folder}/` },
    to: {
      path: `^(${FLOORS.slice(floor).flat().join('|')})/`,
      pathNot: `^${folder}/`,
    },
  })),
);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...floorRules,
    {
      name: 'no-cycles',
      comment: 'Types included: what points back belongs on a floor below both.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-undeclared',
      comment: 'Every imported package stands in the importing package.json.',
      severity: 'error',
      from: { pathNot: '\\.test\\.ts$|/src/testing/|^tests/|vitest|tsup|vite\\.config' },
      // An optional peer counts as both.
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
    },
    {
      name: 'unresolvable',
      severity: 'error',
      from: { pathNot: '\\.test\\.ts$' },
      to: { couldNotResolve: true, pathNot: '\\?(worker&)?url$|^vite/client$' },
    },
    {
      name: 'browser-entries-stay-in-the-browser',
      comment: 'Nothing that a browser entry reaches may need Node.',
      severity: 'error',
      from: { path: 'packages/[^/]+/src/index\\.browser\\.ts$', pathNot: '^packages/datasets/' },
      to: { reachable: true, path: '^(node:|fs$|path$|crypto$)|node_modules/sharp' },
    },
    {
      name: 'datasets-in-the-browser',
      comment:
        'The same for a package that stands on others with two entries, of which only the one for Node is seen here.',
      severity: 'error',
      from: { path: '^packages/datasets/src/index\\.browser\\.ts$' },
      to: { reachable: true, path: '^packages/datasets/src/(node|lmr)/' },
    },
    {
      name: 'libraries-need-no-node',
      comment: 'Platform code lives behind conditional exports and, in backend-wasm, in src/platform.',
      severity: 'error',
      from: {
        path: '^packages/(core|backend-wasm|backend-webgpu|ops|nn|models|upscale|losses|degradation|datasets|training)/src',
        pathNot:
          '\\.test\\.ts$|^packages/core/src/node/|^packages/degradation/src/workers/|^packages/datasets/src/(node|lmr|testing)/|^packages/training/src/node/|^packages/backend-wasm/src/platform/',
      },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
