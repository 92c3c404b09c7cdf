import { library } from '../../tsup.base';
// The layers take the networks from the package's own main entry, so that there is one class of each.
export default library(['src/index.ts', 'src/layers/index.ts', 'src/default/index.ts'], {
    esbuildPlugins: [
        {
            name: 'main-entry',
            setup: (build) => {
                build.onResolve({ filter: /^\.\.\/index$/ }, () => ({ path: '@srkit/models', external: true }));
            },
        },
    ],
});
