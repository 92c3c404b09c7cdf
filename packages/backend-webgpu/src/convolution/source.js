/** Parts of WGSL that kernels share. */
export const range = (count) => Array.from({ length: count }, (_, i) => i);
export const XYZW = 'xyzw';
export const declareArray = (binding, name, vector, access = 'read') => `@group(0) @binding(${binding}) var<storage, ${access}> ${name} : array<${vector ? 'vec4<f32>' : 'f32'}>;`;
/** Four neighbouring values of a row of `count`, from `index`, zeros beyond its end. */
export const readFour = (array, base, index, count) => `vec4<f32>(${range(XYZW.length)
    .map((i) => `select(0.0, ${array}[${base} + min(${index} + ${i}, ${count - 1})], ${index} + ${i} < ${count})`)
    .join(', ')})`;
