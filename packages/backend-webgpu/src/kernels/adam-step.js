import { ADAM_STEP } from '@srkit/core/contracts';
import { util } from '@tensorflow/tfjs-core';
import { runElementwise } from './elementwise';
import { implementOp } from './op-kernel';
/** In one dispatch. */
export const adamStep = implementOp(ADAM_STEP, ({ backend, inputs, attrs, outputShape }) => {
    const { parameter, gradient, expAvg, expAvgSq } = inputs;
    for (const { shape } of [gradient, expAvg, expAvgSq]) {
        util.assertShapesMatch(shape, parameter.shape, 'AdamStep: ');
    }
    const { beta1, beta2, eps, weightDecay, correction, stepSize } = attrs;
    const [newParameter, newAvg, newAvgSq] = [0, 1, 2].map(() => backend.output(outputShape));
    runElementwise(backend, {
        key: 'adam_step',
        outputs: { newParameter, newAvg, newAvgSq },
        inputs: { parameter, gradient, expAvg, expAvgSq },
        // The rests are rounded once, here.
        floats: { beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2, eps, weightDecay, correction, stepSize },
        body: `
  var g = gradient[i];
  // A parameter that is infinite must not make its gradient NaN where nothing decays.
  if (uniforms.weightDecay != 0.0) { g += uniforms.weightDecay * parameter[i]; }
  let m = expAvg[i] * uniforms.beta1 + g * uniforms.rest1;
  let v = expAvgSq[i] * uniforms.beta2 + g * g * uniforms.rest2;
  newAvg[i] = m;
  newAvgSq[i] = v;
  newParameter[i] = parameter[i] - m / (sqrt(v) / uniforms.correction + uniforms.eps) * uniforms.stepSize;`,
    });
    return [newParameter, newAvg, newAvgSq];
});
