import { engine, type Tensor, tidy, zerosLike } from '@tensorflow/tfjs-core';
import { freedOnTheWay } from './freed-on-the-way';

/**
 * Gradients of `f` for `xs`, given that of its result, from within the way back of other gradients. The engine of tfjs-core
 * 4.22.0 has one tape (`activeTape` of its state), which a way back that begins within another one would replace; it is put back
 * here. Where nothing leads from an `x` to the result its gradient is zero.
 */
export const innerGradients = (f: () => Tensor, xs: readonly Tensor[], dy: Tensor): Tensor[] => {
  const { state } = engine();
  const outer = state.activeTape;
  try {
    return tidy(() => {
      const { grads } = engine().gradients(freedOnTheWay(f), [...xs], dy.clone(), true);
      // tfjs types the list as complete, but leaves holes.
      return xs.map((x, i) => (grads[i] as Tensor | undefined) ?? zerosLike(x));
    });
  } finally {
    state.activeTape = outer;
  }
};
