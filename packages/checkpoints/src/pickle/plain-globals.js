import { NUMPY_GLOBALS } from './numpy-scalar';
import { complain } from './pickle-error';
import { PyFunction, pyType } from './pickle-values';
import { makeDict, makeSet } from './py-collections';
/** Names that stand for plain Python data, as `module name`. The other half of the allow-list is PyTorch's. */
export const plainGlobals = () => [
    ['collections OrderedDict', new PyFunction('OrderedDict', makeDict('OrderedDict'))],
    ['collections Counter', new PyFunction('Counter', makeDict('Counter'))],
    // Sets before protocol 4, with the module's name in Python 2 and 3.
    ...['builtins', '__builtin__'].flatMap((module) => [
        [`${module} set`, new PyFunction('set', makeSet)],
        [`${module} frozenset`, new PyFunction('frozenset', makeSet)],
    ]),
    ['_codecs encode', new PyFunction('_codecs.encode', encodeLatin1)],
    ...NUMPY_GLOBALS,
];
/** Estimated heap of a `Uint8Array` with memory of its own: V8 keeps three objects for each. */
export const BYTES_OBJECT_BYTES = 512;
/** Charged for each character: copying them is slow rather than large, and one string can be passed many times. */
const WORK_PER_CHARACTER = 16;
/** How protocols 0 to 2 write `bytes`: as Latin-1 text to be encoded. */
const encodeLatin1 = (args, charge) => {
    const [text, encoding] = args;
    if (args.length !== 2 || typeof text !== 'string' || encoding !== 'latin1') {
        throw complain(`_codecs.encode expects a str and 'latin1', got ${args.map(pyType).join(', ')}.`);
    }
    charge(BYTES_OBJECT_BYTES + WORK_PER_CHARACTER * text.length);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (code > 0xff)
            throw complain('_codecs.encode: expected Latin-1 text, got another character.');
        bytes[i] = code;
    }
    return bytes;
};
