import { complain } from '../pickle/pickle-error';
import { plainGlobals } from '../pickle/plain-globals';
import { show } from '../show';
import { torchGlobals } from './torch-globals';
/** The allow-list, complete: a pickle can name these and nothing else. */
const ALLOWED = new Map([...plainGlobals(), ...torchGlobals()]);
/** Names that honest files contain and that are refused all the same, with what to do instead. */
const REMEDIES = [
    [
        /^torch\._utils _rebuild_(sparse|qtensor|meta|wrapper|nested|device)/,
        'The file holds sparse, quantised, nested or device-specific tensors; save dense CPU tensors instead.',
    ],
    [/Storage$/, 'Complex, quantised and 8-bit float tensors are not read; convert them in Python first.'],
    [
        /^torch (complex|q|float8)/,
        'Complex, quantised and 8-bit float tensors are not read; convert them in Python first.',
    ],
    [/^numpy/, 'NumPy arrays are not read; save them as tensors (torch.from_numpy).'],
    [
        /^(torch\.nn\.modules|torch\.optim|__main__|models?\b|basicsr)/,
        'The file holds Python objects and not only tensors. In Python: torch.save(model.state_dict(), path).',
    ],
];
const DEFAULT_REMEDY = 'If you trust the file, load it in Python, keep only tensors and plain data, and save it again.';
/** The value behind a global of the allow-list; throws `E_CHECKPOINT_FORBIDDEN` for all others. */
export const findGlobal = (module, name) => {
    const key = `${module} ${name}`;
    const value = ALLOWED.get(key);
    if (value !== undefined)
        return value;
    const remedy = REMEDIES.find(([pattern]) => pattern.test(key))?.[1] ?? DEFAULT_REMEDY;
    throw complain(`the pickle refers to ${show(`${module}.${name}`)}, which is not on the list of allowed names. Nothing was executed. ${remedy}`, 'E_CHECKPOINT_FORBIDDEN');
};
