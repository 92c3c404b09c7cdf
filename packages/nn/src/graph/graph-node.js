/** Whether a node is read as a whole instead of where it lies. */
export const isWhole = (node) => node.op.kind === 'input' && node.op.whole;
