import { env } from '@tensorflow/tfjs-core';
const FLAG = 'SRKIT_WASM_EXACT';
env().registerFlag(FLAG, () => false);
/**
 * `tf.env().set('SRKIT_WASM_EXACT', true)`: convolutions and matrix products follow their definition, with sums in
 * double precision. Some ten times slower; for holding a network against another implementation, where a value next to
 * the kink of an activation falls on the same side only if it is almost right.
 */
export const isExact = () => env().getBool(FLAG);
