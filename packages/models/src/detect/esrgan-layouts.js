/** Upsampling convolutions that a network may have: x1 to x8. */
export const MAX_UPS = 3;
const TRUNK_NAMES = { conv_body: 'trunk_conv', conv_hr: 'HRconv' };
const trunkName = (official) => official
    .replace(/^body\.(\d+)\.rdb(\d)/, 'RRDB_trunk.$1.RDB$2')
    .replace(/^conv_up(\d)/, 'upconv$1')
    .replace(/^(conv_body|conv_hr)\b/, (name) => TRUNK_NAMES[name]);
/** Positions in the first release's `Sequential`: each upsampling takes three, then hr, its activation, last. */
const oldName = (official, numBlock, numUp) => official
    .replace(/^body\.(\d+)\.rdb(\d)\.(conv\d)/, 'model.1.sub.$1.RDB$2.$3.0')
    .replace(/^conv_body\b/, `model.1.sub.${numBlock}`)
    .replace(/^conv_first\b/, 'model.0')
    .replace(/^conv_up(\d)/, (_, i) => `model.${3 * Number(i)}`)
    .replace(/^conv_hr\b/, `model.${3 * numUp + 2}`)
    .replace(/^conv_last\b/, `model.${3 * numUp + 4}`);
/** Which layout the names are in; undefined when they are not ESRGAN's. */
export const esrganLayout = (shapes) => {
    if (shapes.has('body.0.rdb1.conv1.weight'))
        return 'official';
    if (shapes.has('RRDB_trunk.0.RDB1.conv1.weight'))
        return 'trunk';
    if (shapes.has('model.1.sub.0.RDB1.conv1.0.weight'))
        return 'old';
    return undefined;
};
/** The name in a file of that layout. */
export const nameInLayout = (official, layout, { numBlock, numUp }) => {
    if (layout === 'trunk')
        return trunkName(official);
    return layout === 'old' ? oldName(official, numBlock, numUp) : official;
};
/** Official names and shapes of the parameters of an RRDBNet, in order. */
export const rrdbShapes = (config) => {
    const { numInCh, numOutCh, scale, numUp, numFeat, numBlock, numGrowCh } = config;
    const shapes = new Map();
    const conv = (name, inputs, outputs) => {
        shapes.set(`${name}.weight`, [outputs, inputs, 3, 3]);
        shapes.set(`${name}.bias`, [outputs]);
    };
    conv('conv_first', numInCh * (2 ** numUp / scale) ** 2, numFeat);
    for (let block = 0; block < numBlock; block++) {
        for (const rdb of [1, 2, 3]) {
            for (let i = 0; i < 5; i++) {
                conv(`body.${block}.rdb${rdb}.conv${i + 1}`, numFeat + i * numGrowCh, i < 4 ? numGrowCh : numFeat);
            }
        }
    }
    conv('conv_body', numFeat, numFeat);
    for (let i = 1; i <= numUp; i++)
        conv(`conv_up${i}`, numFeat, numFeat);
    conv('conv_hr', numFeat, numFeat);
    conv('conv_last', numFeat, numOutCh);
    return shapes;
};
