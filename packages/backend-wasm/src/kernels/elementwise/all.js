import { addN } from './add-n';
import { BINARY_KERNELS } from './binary';
import { cast } from './cast';
import { FILL_KERNELS } from './fill';
import { isNan } from './is-nan';
import { LOGICAL_KERNELS } from './logical';
import { pow } from './pow';
import { select } from './select';
import { UNARY_KERNELS } from './unary';
/** Kernels that work element by element. */
export const ELEMENTWISE_KERNELS = [
    ...BINARY_KERNELS,
    ...UNARY_KERNELS,
    ...LOGICAL_KERNELS,
    ...FILL_KERNELS,
    addN,
    cast,
    isNan,
    pow,
    select,
];
