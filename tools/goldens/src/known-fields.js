const DISCRIMINATOR = { describes: ['params.discriminator'] };
const BN = { eps: 1e-5, momentum: 0.1 };
const KNOWN = {
    ContrasExtractorLayer: { describes: ['params.input'] },
    ContrasExtractorSep: { describes: ['params.channel_stride'] },
    ContrasMultiExtractorSep: { describes: ['params.channel_stride', 'params.n_refs'] },
    DynAgg: { only: { kernel: [3], stride: [1], padding: [1] } },
    MRAPAFusion: { only: { variant: ['official'] } },
    PaperFusion: { only: { variant: ['paper'] } },
    arch_forward: {
        only: { weights: ['stored', 'hash', 'hash+stored'], bn: [BN] },
        describes: ['params.loss'],
    },
    blur_kernels: { describes: ['params.items[].sig_y', 'params.items[].theta'] },
    diffjpeg: { describes: ['input quality'] },
    feature_match_index: { only: { eps: [1e-5] } },
    filter2d: { describes: ['params.ksize', 'params.single'] },
    gan_losses: { describes: ['params.multiscale.input'] },
    gradient_penalty: DISCRIMINATOR,
    // What does not depend on the gain, running statistics, has one all the same.
    hash_weights: { describes: ['params.rules', 'params.items[].gain'] },
    modulated_deform_conv2d: {
        only: { groups: [1], bias: [true, false], offset_mode: ['far', 'frac', 'int', 'integer', 'zero'] },
    },
    perceptual_loss: {
        only: { use_input_norm: [true], norm_img: [false] },
        describes: ['params.hash.state'],
    },
    r1_penalty: DISCRIMINATOR,
    tensor_shift: { describes: ['params.layout', 'params.shift_order'] },
    texture_loss: { only: { use_weights: [true] } },
};
/**
 * Ops whose drivers pass over fields of their cases and do not yet say which: for them only outputs are checked, or, where
 * the driver compares under other names, nothing.
 */
const UNCHECKED_FIELDS = new Set([
    'CorrespondenceGenerationArch',
    'MultiRefRestorationModel.test',
    'RefRestorationModel.test',
    'contras_student_loss',
    'contras_teacher_loss',
    'dataset_kernel_sampling',
    'hostile_checkpoints',
    'lr_schedule',
    'optimizer_groups',
    'train_steps_gan',
    'train_steps_l1',
    'training_steps',
    'vgg_features',
]);
const OTHER_NAMES = new Set(['dni', 'enhance', 'load_checkpoint', 'state_dict']);
/** Problems with parameters that may have only certain values; what is left unread rightly is marked so. */
export const refusedValues = (golden) => {
    const { op, params } = golden.file;
    const { only = {}, describes = [] } = KNOWN[op] ?? {};
    golden.describedBy(...describes);
    return Object.entries(only).flatMap(([name, values]) => {
        if (!(name in params))
            return [];
        const value = JSON.stringify(params[name]);
        const known = values.map((each) => JSON.stringify(each));
        return known.includes(value) ? [] : [`params.${name} is ${value}, op '${op}' knows ${known.join(', ')}`];
    });
};
/** What of the case the driver passed over: outputs that it did not compare, inputs and fields that it did not read. */
export const passedOver = (golden, compared) => {
    const { op } = golden.file;
    if (OTHER_NAMES.has(op))
        return [];
    const missing = golden.outputNames.filter((name) => !compared.has(name));
    const unread = UNCHECKED_FIELDS.has(op) ? [] : golden.unread();
    return [
        ...missing.map((name) => `output ${name} is not one that op '${op}' compares`),
        ...unread.map((field) => `${field} is not one that op '${op}' takes into account`),
    ];
};
