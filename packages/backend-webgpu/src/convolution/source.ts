/** Parts of WGSL that kernels share. */

export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

export const XYZW = 'xyzw';

export const declareArray = (
  binding: number,
  name: string,
  vector: boolean,
  access: 'read' | 'read_write' = 'read',
): string =>
  `@group(0) @binding(${binding}) var<storage, ${access}> ${name} : array<${vector ? 'vec4<f32>' : 'f32'}>;`;

/** Four neighbouring values of a row of `count`, from `index`, zeros beyond its end. */
export const readFour = (array: string, base: string, index: string, count: number): string =>
  `vec4<f32>(${range(XYZW.length)
    .map(
      (i) =>
        `select(0.0, ${array}[${base} + min(${index} + ${i}, ${count - 1})], ${index} + ${i} < ${count})`,
    )
    .join(', ')})`;
