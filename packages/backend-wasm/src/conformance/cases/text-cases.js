import { given } from '../case-tensors';
const words = given('string', [6], ['ab', 'cd', '', 'ef gh', 'ä€', 'ab']);
const nGrams = () => [[1], [2], [2, 3]].flatMap((nGramWidths) => [0, 1].flatMap((padWidth) => [false, true].map((preserveShortSequences) => ({
    kernel: 'StringNGrams',
    inputs: { data: words, dataSplits: given('int32', [3], [0, 4, 6]) },
    attrs: {
        ...{ separator: '|', nGramWidths, leftPad: 'L', rightPad: 'R' },
        ...{ padWidth, preserveShortSequences },
    },
}))));
export const textCases = () => [
    ...nGrams(),
    ...[true, false].flatMap((skipEmpty) => ['', ' ', 'b'].map((delimiter) => ({
        kernel: 'StringSplit',
        inputs: { input: words, delimiter: given('string', [], [delimiter]) },
        attrs: { skipEmpty },
    }))),
    ...[1, 10, 1000].map((numBuckets) => ({
        kernel: 'StringToHashBucketFast',
        inputs: { input: words },
        attrs: { numBuckets },
    })),
    ...[true, false].map((replaceGlobal) => ({
        kernel: 'StaticRegexReplace',
        inputs: { x: words },
        attrs: { pattern: '[a-c]', rewrite: '-', replaceGlobal },
    })),
    ...['Equal', 'NotEqual'].map((kernel) => ({
        kernel,
        inputs: { a: words, b: given('string', [1], ['ab']) },
    })),
    { kernel: 'Identity', inputs: { x: words } },
    { kernel: 'ZerosLike', inputs: { x: words } },
];
