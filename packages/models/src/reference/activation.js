/** Leaky ReLU of both generators (the discriminator's is 0.2). */
export const LEAKY = { kind: 'leakyrelu', slope: 0.1 };
export const RELU = { kind: 'relu' };
