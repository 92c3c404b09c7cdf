import { ADAM_STEP } from '@srkit/core/contracts';
import { util } from '@tensorflow/tfjs-core';
import { elementChunks } from './elementwise/element-chunks';
import { implementOp } from './kernel';
/** Seven tensors pass by: a quarter of the usual elements is as much work. */
const SMALLEST = 8192;
/** Adam's update of one parameter: the new parameter and its new averages. */
export const adamStep = implementOp(ADAM_STEP, ({ backend, inputs, attrs, outputShape: shape }) => {
    const { parameter, gradient, expAvg, expAvgSq } = inputs;
    const tensors = [parameter, gradient, expAvg, expAvgSq];
    for (const tensor of tensors)
        util.assertShapesMatch(tensor.shape, shape, 'AdamStep: ');
    const count = util.sizeFromShape(shape);
    const addresses = tensors.map((tensor) => backend.address(tensor));
    const outputs = [backend.output(shape), backend.output(shape), backend.output(shape)];
    const { chunks, perChunk } = elementChunks(count, SMALLEST);
    const { beta1, beta2, eps, weightDecay, correction, stepSize } = attrs;
    backend.params
        .ints(...addresses, ...outputs.map(({ address }) => address), count, perChunk)
        .floats(weightDecay, beta1, 1 - beta1, beta2, 1 - beta2, correction, eps, stepSize);
    backend.run('adamStepChunk', chunks);
    return outputs.map(({ info }) => info);
});
