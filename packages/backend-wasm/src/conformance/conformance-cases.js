import { binaryCases } from './cases/binary-cases';
import { convolutionCases } from './cases/convolution-cases';
import { creationCases } from './cases/creation-cases';
import { imageCases } from './cases/image-cases';
import { indexingCases } from './cases/indexing-cases';
import { matrixCases } from './cases/matrix-cases';
import { movementCases } from './cases/movement-cases';
import { poolCases } from './cases/pool-cases';
import { reductionCases } from './cases/reduction-cases';
import { sparseCases } from './cases/sparse-cases';
import { textCases } from './cases/text-cases';
import { unaryCases } from './cases/unary-cases';
/** Kernels of tfjs's cpu backend without a case, and why. */
export const WITHOUT_CASES = {
    Draw: 'paints on a canvas and gives no numbers',
};
/** Thousands of calls, for every kernel that tfjs's cpu backend has. */
export const conformanceCases = () => [
    ...unaryCases(),
    ...binaryCases(),
    ...reductionCases(),
    ...movementCases(),
    ...indexingCases(),
    ...creationCases(),
    ...convolutionCases(),
    ...poolCases(),
    ...matrixCases(),
    ...imageCases(),
    ...textCases(),
    ...sparseCases(),
];
