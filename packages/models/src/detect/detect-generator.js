import { MAX_COUNT } from '@srkit/nn';
import { esrganLayout, MAX_UPS, nameInLayout, rrdbShapes } from './esrgan-layouts';
import { convShape, shown, unknownNetwork } from './shapes';
/** How many of `name(0)`, `name(1)`, ... are there. */
const consecutive = (shapes, first, name) => {
    let count = 0;
    while (shapes.has(name(first + count)))
        count++;
    return count;
};
const rrdbConfig = (shapes, layout) => {
    const in_ = (official, numBlock = 0, numUp = 0) => nameInLayout(official, layout, { numBlock, numUp });
    const numBlock = consecutive(shapes, 0, (b) => in_(`body.${b}.rdb1.conv1.weight`));
    const numUp = Math.min(MAX_UPS, consecutive(shapes, 1, (i) => in_(`conv_up${i}.weight`)));
    const [numFeat, input] = convShape(shapes, in_('conv_first.weight'));
    const [numOutCh] = convShape(shapes, in_('conv_last.weight', numBlock, numUp));
    const [numGrowCh] = convShape(shapes, in_('body.0.rdb1.conv1.weight'));
    return { ...inputOf(input, numOutCh, numUp), numOutCh, numUp, numFeat, numBlock, numGrowCh };
};
/** The pixel-unshuffled forms have 4 or 16 times the picture's channels; pictures have as many in as out. */
const inputOf = (input, numOutCh, numUp) => {
    const unshuffle = input === 4 * numOutCh ? 2 : input === 16 * numOutCh ? 4 : 1;
    const isWhole = unshuffle <= 2 ** numUp;
    return {
        numInCh: isWhole ? input / unshuffle ** 2 : input,
        scale: (2 ** numUp / (isWhole ? unshuffle : 1)),
    };
};
const compactShapes = ({ numInCh, numFeat, numConv, upscale, actType, }) => {
    const shapes = new Map();
    for (let k = 0; k <= numConv + 1; k++) {
        const outputs = k === numConv + 1 ? numInCh * upscale ** 2 : numFeat;
        shapes.set(`body.${2 * k}.weight`, [outputs, k === 0 ? numInCh : numFeat, 3, 3]);
        shapes.set(`body.${2 * k}.bias`, [outputs]);
        if (actType === 'prelu' && k <= numConv)
            shapes.set(`body.${2 * k + 1}.weight`, [numFeat]);
    }
    return shapes;
};
const compactConfig = (shapes) => {
    const [numFeat, numInCh] = convShape(shapes, 'body.0.weight');
    let last = 0;
    for (const name of shapes.keys()) {
        const index = Number(/^body\.(\d+)\.weight$/.exec(name)?.[1] ?? 0);
        if (index <= 2 * MAX_COUNT && index > last)
            last = index;
    }
    const [lastChannels] = convShape(shapes, `body.${last}.weight`);
    const upscale = Math.sqrt(lastChannels / numInCh);
    if (last < 2 || last % 2 !== 0 || !Number.isInteger(upscale) || upscale < 1) {
        throw unknownNetwork(shapes, `This looks like SRVGGNetCompact, but its last convolution 'body.${last}' has ${lastChannels} outputs for ${numInCh} picture channels; expected channels x scale x scale.`);
    }
    // ReLU and leaky ReLU leave no trace in a state_dict; ReLU is the option's other common value.
    const actType = shapes.get('body.1.weight')?.shape.length === 1 ? 'prelu' : 'relu';
    return { numInCh, numOutCh: numInCh, numFeat, numConv: (last - 2) / 2, upscale, actType };
};
const LISTED = 4;
const list = (names) => names.slice(0, LISTED).join(', ') + (names.length > LISTED ? ` and ${names.length - LISTED} more` : '');
/** Throws unless the file's tensors are exactly `expected`, under the file's names. */
const assertWhole = (shapes, title, expected, names, prefix) => {
    const wanted = new Map([...expected].map(([official, shape]) => [names.get(official), shape]));
    const missing = [...wanted.keys()].filter((name) => !shapes.has(name));
    const foreign = [...shapes.keys()].filter((name) => !wanted.has(name));
    const misshapen = [...wanted]
        .filter(([name, shape]) => shapes.has(name) && shapes.get(name).shape.join() !== shape.join())
        .map(([name, shape]) => `${shown(prefix + name)} is ${shapes.get(name).shape.join('x')}, expected ${shape.join('x')}`);
    const problems = [
        missing.length > 0 && `missing: ${list(missing.map((name) => prefix + name))}`,
        foreign.length > 0 && `not its own: ${list(foreign.map((name) => shown(prefix + name)))}`,
        misshapen.length > 0 && list(misshapen),
    ].filter((problem) => problem !== false);
    if (problems.length === 0)
        return;
    throw unknownNetwork(shapes, `This looks like ${title}, but its tensors are not that network's: ${problems.join('; ')}.`);
};
const recognised = (shapes, architecture, nameOf, prefix) => {
    const empty = [...shapes].find(([, { shape }]) => shape.includes(0));
    if (empty)
        throw unknownNetwork(shapes, `'${shown(prefix + empty[0])}' is ${empty[1].shape.join('x')}, which holds nothing.`);
    const expected = architecture.name === 'RRDBNet' ? rrdbShapes(architecture.config) : compactShapes(architecture.config);
    const names = new Map([...expected.keys()].map((official) => [official, nameOf(official)]));
    assertWhole(shapes, architecture.name, expected, names, prefix);
    return { architecture, names };
};
/**
 * The super-resolution network of a state_dict; undefined when it is none. The whole set of names and shapes must be the
 * network's; throws `CheckpointError` for one that only begins like it. `prefix` is what was taken off all names.
 */
export const detectGenerator = (shapes, prefix) => {
    const layout = esrganLayout(shapes);
    if (layout) {
        const config = rrdbConfig(shapes, layout);
        return recognised(shapes, { name: 'RRDBNet', config, layout }, (official) => nameInLayout(official, layout, config), prefix);
    }
    if (shapes.get('body.0.weight')?.shape.length !== 4)
        return undefined;
    return recognised(shapes, { name: 'SRVGGNetCompact', config: compactConfig(shapes) }, (official) => official, prefix);
};
/** Convolutions of a block, and those beside blocks and upsampling. */
const BLOCK_CONVS = 15;
const OTHER_CONVS = 4;
const sameShapes = (expected, given) => expected.size === given.length &&
    [...expected.values()].every((shape, i) => shape.join() === given[i].shape.join());
/**
 * The same networks where a converter has replaced their names: the shapes, in the order of the file, must be exactly the
 * network's. SRVGGNetCompact only with PReLU, because other activations leave nothing to tell them by.
 */
export const detectByOrder = (shapes) => {
    const given = [...shapes.values()];
    const names = [...shapes.keys()];
    const convs = given.filter(({ shape }) => shape.length === 4);
    const [first, second, last] = [convs[0]?.shape, convs[1]?.shape, convs.at(-1)?.shape];
    if (!first || !second || !last || given.some(({ shape }) => shape.includes(0)))
        return undefined;
    const numFeat = first[0];
    for (const architecture of candidates(convs.length, { numFeat, first, second, last })) {
        const expected = architecture.name === 'RRDBNet' ? rrdbShapes(architecture.config) : compactShapes(architecture.config);
        if (!sameShapes(expected, given))
            continue;
        return { architecture, names: new Map([...expected.keys()].map((official, i) => [official, names[i]])) };
    }
    return undefined;
};
const candidates = (convs, { numFeat, first, second, last }) => {
    const found = [];
    const [input, numOutCh] = [first[1], last[0]];
    const numUp = (convs - OTHER_CONVS) % BLOCK_CONVS;
    const numBlock = (convs - OTHER_CONVS - numUp) / BLOCK_CONVS;
    if (numBlock >= 1 && numUp <= MAX_UPS) {
        const config = {
            ...inputOf(input, numOutCh, numUp),
            numOutCh,
            numUp,
            numFeat,
            numBlock,
            numGrowCh: second[0],
        };
        found.push({ name: 'RRDBNet', config: config, layout: 'order' });
    }
    const upscale = Math.sqrt(numOutCh / input);
    if (Number.isInteger(upscale) && convs >= 2) {
        const config = {
            numInCh: input,
            numOutCh: input,
            numFeat,
            numConv: convs - 2,
            upscale,
            actType: 'prelu',
        };
        found.push({ name: 'SRVGGNetCompact', config });
    }
    return found;
};
