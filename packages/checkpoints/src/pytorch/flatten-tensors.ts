import type { PyValue } from '../pickle/pickle-values';
import { childrenOf } from './children';
import { TensorRef } from './tensor-ref';
import type { TreeBudget } from './tree-budget';

/**
 * All tensors below `root` in order, with their keys joined by dots: `optimizers.0.state.1.exp_avg`. A tensor at
 * the root itself has the name `''`. The recursion is as deep as the budget allows.
 */
export const flattenTensors = (root: PyValue, budget: TreeBudget): [name: string, tensor: TensorRef][] => {
  const found: [string, TensorRef][] = [];
  const visit = (value: PyValue, name: string, depth: number): void => {
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
