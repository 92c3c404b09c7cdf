import { engine, type Tensor } from '@tensorflow/tfjs-core';

/**
 * For the function of `engine().gradients`: on the way back each step of the tape frees what it saved and the gradients that it was
 * given, as soon as the next one begins. tfjs-core 4.22.0 holds all of them to the end, so that activations and their gradients are
 * there together: twice the memory.
 *
 * Nothing is freed where the way back is recorded itself, for gradients of gradients.
 */
export const freedOnTheWay =
  <T extends Tensor>(f: () => T): (() => T) =>
  () => {
    const value = f();
    const { state } = engine();
    if (state.gradientDepth !== 1) return value;
    let free = (): void => undefined;
    for (const node of state.activeTape ?? []) {
      const { gradient, saved = [] } = node;
      if (!gradient) continue;
      node.gradient = (dys) => {
        // The step before this one has given its gradients away.
        free();
        const held = [...saved, ...dys];
        free = () => {
          for (const tensor of held) tensor?.dispose();
        };
        // What is handed through, or given twice, would be freed under the hands of its next owner.
        const given = new Set<Tensor>(held);
        const own = (dx: Tensor): Tensor => {
          if (given.has(dx)) return dx.clone();
          given.add(dx);
          return dx;
        };
        return Object.fromEntries(
          Object.entries(gradient(dys)).map(([name, make]) => [name, () => own(make())]),
        );
      };
    }
    return value;
  };
