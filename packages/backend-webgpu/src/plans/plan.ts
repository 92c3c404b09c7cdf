import type { DataId } from '../tfjs-4.22/stock-backend';
import type { Location, Recipe } from './recording';

/** Workgroups of one submission: drivers end those that take seconds. */
const MOST_GROUPS = 2 ** 13;

interface Step {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly groups: readonly [number, number, number];
}

/** Shaders read vectors of four floats. */
const VECTOR_BYTES = 16;

/** Dispatches with their buffers and bindings, made once. */
export class Plan {
  /** The dispatches, cut where a submission ends. */
  readonly batches: readonly (readonly Step[])[];
  readonly buffers: readonly GPUBuffer[];
  readonly #bufferOf: (dataId: DataId) => GPUBuffer;

  /**
   * @param buffers Its own, as large as the recipe says.
   * @param bufferOf Where a tensor lies that is not the plan's.
   */
  constructor(
    device: GPUDevice,
    recipe: Recipe,
    buffers: readonly GPUBuffer[],
    bufferOf: (dataId: DataId) => GPUBuffer,
  ) {
    this.buffers = buffers;
    this.#bufferOf = bufferOf;
    const layouts = new Map<GPUComputePipeline, GPUBindGroupLayout>();
    const layoutOf = (pipeline: GPUComputePipeline): GPUBindGroupLayout => {
      const layout = layouts.get(pipeline) ?? pipeline.getBindGroupLayout(0);
      layouts.set(pipeline, layout);
      return layout;
    };
    const batches: Step[][] = [[]];
    let begun = 0;
    for (const { pipeline, tensors, uniforms, groups } of recipe.dispatches) {
      const bound = tensors.map((location): GPUBufferBinding => {
        const buffer = this.bufferAt(location);
        const size = Math.max(1, Math.ceil(location.bytes / VECTOR_BYTES)) * VECTOR_BYTES;
        return 'place' in location ? { buffer, size } : { buffer };
      });
      const bindGroup = device.createBindGroup({
        layout: layoutOf(pipeline),
        entries: [...bound, { buffer: uniforms.buffer, size: uniforms.bytes }].map((resource, binding) => ({
          binding,
          resource,
        })),
      });
      const count = groups[0] * groups[1] * groups[2];
      if (begun > 0 && begun + count > MOST_GROUPS) {
        batches.push([]);
        begun = 0;
      }
      begun += count;
      batches.at(-1)!.push({ pipeline, bindGroup, groups });
    }
    this.batches = batches;
  }

  bufferAt(location: Location): GPUBuffer {
    return 'place' in location ? this.buffers[location.place]! : this.#bufferOf(location.dataId);
  }
}

/** Records the dispatches: the host's whole work for them. */
export const encode = (pass: GPUComputePassEncoder, steps: readonly Step[]): void => {
  let last: GPUComputePipeline | undefined;
  for (const { pipeline, bindGroup, groups } of steps) {
    if (pipeline !== last) pass.setPipeline(pipeline);
    last = pipeline;
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(groups[0], groups[1], groups[2]);
  }
};
