import { ConfigError, ShapeError } from '@srkit/core';
import { convolvedSide } from './geometry';
const checkSettings = ({ stride, padding, dilation, deformGroups }) => {
    for (const [name, value, least] of [
        ['stride', stride, 1],
        ['padding', padding, 0],
        ['dilation', dilation, 1],
        ['deformGroups', deformGroups, 1],
    ]) {
        if (!Number.isSafeInteger(value) || value < least) {
            throw new ConfigError('E_CONFIG_NUMBER', `deformConv2d: ${name} is ${value}, expected an integer of at least ${least}.`);
        }
    }
};
const checkRanks = ({ x, offset, mask, weight, bias }) => {
    const [outChannels] = weight.shape.slice(3);
    for (const [name, tensor, rank, expected] of [
        ['x', x, 4, '[n, h, w, c]'],
        ['offset', offset, 4, '[n, h, w, 2 * groups * taps]'],
        ['mask', mask, 4, '[n, h, w, groups * taps]'],
        ['weight', weight, 4, '[kh, kw, c, outChannels]'],
        ['bias', bias, 1, '[outChannels]'],
    ]) {
        if (tensor && tensor.rank !== rank) {
            throw new ShapeError('E_SHAPE_RANK', `deformConv2d: ${name} is [${tensor.shape}], expected ${expected}.`);
        }
    }
    if (bias && bias.shape[0] !== outChannels) {
        throw new ShapeError('E_SHAPE_CHANNELS', `deformConv2d: bias is [${bias.shape}], expected [${outChannels}], one for each output channel of the weight [${weight.shape}].`);
    }
};
const checkChannels = ({ x, offset, mask, weight }, { deformGroups }) => {
    const channels = x.shape[3];
    if (weight.shape[2] !== channels) {
        throw new ShapeError('E_SHAPE_CHANNELS', `deformConv2d: weight [${weight.shape}] takes ${weight.shape[2]} channels, but x [${x.shape}] has ${channels}. The weight's layout is [kh, kw, in, out].`);
    }
    if (channels % deformGroups !== 0) {
        throw new ShapeError('E_SHAPE_CHANNELS', `deformConv2d: ${channels} channels of x do not divide into ${deformGroups} deformable groups. Use a divisor of ${channels}.`);
    }
    const taps = weight.shape[0] * weight.shape[1];
    for (const [name, tensor, factor] of [
        ['offset', offset, 2],
        ['mask', mask, 1],
    ]) {
        const expected = factor * deformGroups * taps;
        if (tensor && tensor.shape[3] !== expected) {
            throw new ShapeError('E_SHAPE_CHANNELS', `deformConv2d: ${name} [${tensor.shape}] has ${tensor.shape[3]} channels, expected ${expected}: ${factor} for each of ${taps} taps in each of ${deformGroups} groups.`);
        }
    }
};
const checkGrid = ({ x, offset, mask }, geometry, allowOtherSize) => {
    if (offset.shape[0] !== x.shape[0]) {
        throw new ShapeError('E_SHAPE_BATCH', `deformConv2d: ${offset.shape[0]} samples of offsets for ${x.shape[0]} pictures; give one for each.`);
    }
    if (mask && mask.shape.slice(0, 3).join() !== offset.shape.slice(0, 3).join()) {
        throw new ShapeError('E_SHAPE_SIDE', `deformConv2d: mask [${mask.shape}] and offset [${offset.shape}] differ in batch, height or width; both describe the output grid.`);
    }
    const [height, width] = [0, 1].map((axis) => convolvedSide(x.shape[axis + 1], geometry.kernelSize[axis], geometry));
    if (!allowOtherSize && (offset.shape[1] !== height || offset.shape[2] !== width)) {
        throw new ShapeError('E_SHAPE_SIDE', `deformConv2d: offset [${offset.shape}] is for ${offset.shape[1]} x ${offset.shape[2]} output pixels, but x [${x.shape}] gives ${height} x ${width}. Set allowOtherSize to sample a picture of another size.`);
    }
};
/** Throws a ConfigError or ShapeError unless settings and tensors of `deformConv2d` fit each other. */
export const checkDeform = (inputs, geometry, allowOtherSize) => {
    checkSettings(geometry);
    checkRanks(inputs);
    checkChannels(inputs, geometry);
    checkGrid(inputs, geometry, allowOtherSize);
};
