import { vggLayers } from '../vgg/vgg-layers';
/** How VGG's convolutions are named: torchvision's files by index, the papers' by layer. */
const NAMINGS = [
    { names: 'torchvision', prefix: 'features' },
    { names: 'conv', prefix: 'vgg_net' },
];
/** Names of the leading convolutions of `vggType` that are there with their shapes. */
const convsPresent = (shapes, vggType, { names, prefix }) => {
    const present = [];
    for (const layer of vggLayers(vggType)) {
        if (layer.kind !== 'conv')
            continue;
        const { shape } = shapes.get(`${prefix}.${names === 'conv' ? layer.name : layer.index}.weight`) ?? {};
        if (shape?.join() !== [layer.outChannels, layer.inChannels, 3, 3].join())
            break;
        present.push(layer.name);
    }
    return present;
};
const detectVgg = (shapes) => {
    for (const naming of NAMINGS) {
        // Of a file cut before conv3_4 either network is right: they are the same up to there.
        const found = ['vgg19', 'vgg16']
            .map((vggType) => ({ vggType, convs: convsPresent(shapes, vggType, naming) }))
            .reduce((best, other) => (other.convs.length > best.convs.length ? other : best));
        const deepest = found.convs.at(-1);
        // One matching convolution is no sign of VGG: many networks begin with 64 filters on RGB.
        if (!deepest || found.convs.length < 2)
            continue;
        return {
            name: 'VGGFeatureExtractor',
            config: {
                layers: [deepest],
                vggType: found.vggType,
                useInputNorm: naming.names === 'torchvision' || shapes.has('mean'),
                rangeNorm: false,
                trainable: false,
                ...naming,
            },
        };
    }
    return undefined;
};
/** The feature extractor of a state_dict; undefined when it is none. */
export const detectExtractor = (shapes) => {
    if (shapes.has('feature_extraction_image1.model.conv1_1.weight')) {
        return { name: 'ContrasExtractorSep', config: {} };
    }
    if (shapes.has('model.conv1_1.weight'))
        return { name: 'ContrasExtractorLayer', config: {} };
    return detectVgg(shapes);
};
