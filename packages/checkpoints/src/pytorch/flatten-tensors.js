import { childrenOf } from './children';
import { TensorRef } from './tensor-ref';
/**
 * All tensors below `root` in order, with their keys joined by dots: `optimizers.0.state.1.exp_avg`. A tensor at
 * the root itself has the name `''`. The recursion is as deep as the budget allows.
 */
export const flattenTensors = (root, budget) => {
    const found = [];
    const visit = (value, name, depth) => {
        budget.node(depth);
        if (value instanceof TensorRef) {
            budget.tensor(name);
            found.push([name, value]);
            return;
        }
        for (const [key, child] of childrenOf(value) ?? []) {
            visit(child, depth === 0 ? key : `${name}.${key}`, depth + 1);
        }
    };
    visit(root, '', 0);
    return found;
};
