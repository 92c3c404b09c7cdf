import type { SrkitWasmBackend } from '../../backend';
import { reductionPlan } from './reduction-plan';

/** Names of a reduction's two kernels. */
export interface Reducer {
  readonly reduce: string;
  readonly combine: string;
}

/** `[batch, rows, columns]` float32 at `x` becomes `[batch, columns]` at `y`; none of the sizes is 0. */
export interface Middle {
  readonly x: number;
  readonly y: number;
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  /** What the result is divided by: the number of elements, for a mean. */
  readonly divisor: number;
}

/** Results that one chunk combines. */
const OUTPUTS_PER_CHUNK = 4096;
const FLOAT64_BYTES = 8;

export const reduceMiddle = (backend: SrkitWasmBackend, reducer: Reducer, middle: Middle): void => {
  const { x, y, batch, rows, columns, divisor } = middle;
  const plan = reductionPlan(batch, rows, columns);
  const outputs = batch * plan.columns;
  const run = (target: number, partials: number) => {
    backend.params.ints(
      x,
      rows * columns,
      plan.rows,
      plan.columns,
      plan.columnBlock,
      plan.blocks,
      plan.parts,
      plan.rowsPerPart,
      plan.pieces,
      plan.piecesPerChunk,
      target,
      partials,
      outputs,
      divisor,
    );
    backend.run(reducer.reduce, Math.ceil(plan.pieces / plan.piecesPerChunk));
  };
  if (plan.parts === 1 && plan.fold === 1) {
    run(y, 0);
    return;
  }
  backend.withScratch(plan.parts * outputs * FLOAT64_BYTES, (partials) => {
    run(0, partials);
    const combined = batch * columns;
    const restStart = plan.rows * plan.columns;
    const perChunk = Math.max(OUTPUTS_PER_CHUNK, Math.ceil(combined / 1024));
    backend.params.ints(
      partials,
      plan.parts,
      plan.fold,
      columns,
      combined,
      perChunk,
      y,
      divisor,
      x,
      rows * columns,
      restStart,
      plan.restRows,
    );
    backend.run(reducer.combine, Math.ceil(combined / perChunk));
  });
};
