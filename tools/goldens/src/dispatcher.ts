import { archForward } from './ops/arch-forward';
import { dniOp, enhanceOp } from './ops/enhance';
import { hashWeightsOp } from './ops/hash-weights-op';
import { hostileCheckpoints } from './ops/hostile-checkpoints';
import { loadCheckpoint } from './ops/load-checkpoint';
import type { RunOp } from './run-op';

/** Every `op` that a case.json may name. One that is missing here fails its case. */
export const OPS: Readonly<Record<string, RunOp>> = {
  arch_forward: archForward,
  dni: dniOp,
  enhance: enhanceOp,
  hash_weights: hashWeightsOp,
  hostile_checkpoints: hostileCheckpoints,
  load_checkpoint: loadCheckpoint,
};
