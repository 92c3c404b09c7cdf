import { permutation } from './random-source';
/**
 * The steps in random order. The resizes keep their order among themselves, as BSRGAN has it: the one to the LQ
 * size must stay behind the random one, or together they would leave too little of the picture.
 */
export const shuffleSteps = (random, steps) => {
    const shuffled = permutation(random, steps.length).map((i) => steps[i]);
    const resizes = steps.filter(({ op }) => op === 'resize');
    return shuffled.map((step) => (step.op === 'resize' ? resizes.shift() : step));
};
