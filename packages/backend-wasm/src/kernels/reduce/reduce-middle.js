import { reductionPlan } from './reduction-plan';
/** Results that one chunk combines. */
const OUTPUTS_PER_CHUNK = 4096;
const FLOAT64_BYTES = 8;
export const reduceMiddle = (backend, reducer, middle) => {
    const { x, y, batch, rows, columns, divisor } = middle;
    const plan = reductionPlan(batch, rows, columns);
    const outputs = batch * plan.columns;
    const run = (target, partials) => {
        backend.params.ints(x, rows * columns, plan.rows, plan.columns, plan.columnBlock, plan.blocks, plan.parts, plan.rowsPerPart, plan.pieces, plan.piecesPerChunk, target, partials, outputs, divisor);
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
        backend.params.ints(partials, plan.parts, plan.fold, columns, combined, perChunk, y, divisor, x, rows * columns, restStart, plan.restRows);
        backend.run(reducer.combine, Math.ceil(combined / perChunk));
    });
};
