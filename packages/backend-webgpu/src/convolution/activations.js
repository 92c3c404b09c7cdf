/** Activations of tfjs's fused kernels, as WGSL on vectors; `alpha` is the leaky ReLU's slope, `weight` PReLU's. */
const FORMULAS = {
    linear: 'v',
    relu: 'max(v, vec4<f32>(0.0))',
    relu6: 'clamp(v, vec4<f32>(0.0), vec4<f32>(6.0))',
    // NaN stays NaN: it is not less than 0.
    leakyrelu: 'select(v, v * uniforms.alpha, v < vec4<f32>(0.0))',
    prelu: 'select(v, v * weight, v < vec4<f32>(0.0))',
    elu: 'select(v, exp(v) - 1.0, v < vec4<f32>(0.0))',
    sigmoid: '1.0 / (1.0 + exp(-v))',
};
export const isActivation = (name) => Object.hasOwn(FORMULAS, name);
/** `fn activate(v, weight)`. */
export const activationSource = (activation) => `
fn activate(v : vec4<f32>, weight : vec4<f32>) -> vec4<f32> {
  return ${FORMULAS[activation]};
}
`;
