/** A table in Markdown, by kernel. */
export const summaryTable = (kernels) => {
    const count = (those) => `${those.reduce((sum, { cases }) => sum + cases, 0)} cases of ${those.length} kernels`;
    const rows = kernels.map(({ kernel, isOurs, cases, refused, error }) => `| ${kernel} | ${isOurs ? 'ours' : "cpu's"} | ${cases} | ${refused || ''} | ${error ? error.toExponential(1) : 'equal'} |`);
    return [
        "# srkit-wasm beside tfjs's cpu backend",
        '',
        'Made by `npm run conformance --workspace @srkit/backend-wasm`: the same call of the same kernel on both backends gave the',
        'same shapes and types, the same integers, truth values, strings and errors, and float32 numbers within 1e-5.',
        '',
        `- ours: ${count(kernels.filter(({ isOurs }) => isOurs))}, compared with the cpu backend's`,
        `- cpu's: ${count(kernels.filter(({ isOurs }) => !isOurs))}, which run on our memory: compared with themselves`,
        '',
        '| kernel | whose | cases | refused by both | largest relative error |',
        '| --- | --- | --- | --- | --- |',
        ...rows,
        '',
    ].join('\n');
};
