import { DeviceError } from '@srkit/core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Begun } from './plans/recording';

/** A shader of ours, with what it works on. */
export interface Dispatch {
  /** Names the source: the same name, the same source. */
  readonly key: string;
  /**
   * WGSL with an entry point `main`. Bindings 0 and up are the tensors; `uniforms` and `groupNumber(group, groups)`,
   * a group's number among all, are declared already.
   */
  readonly source: () => string;
  /** The written ones first. No tensor may be there twice unless all are only read. */
  readonly tensors: readonly TensorInfo[];
  /** How many of them are written. */
  readonly written: number;
  /** Integers of `uniforms`, by name. */
  readonly ints: Readonly<Record<string, number>>;
  /** Floats of `uniforms`, by name. */
  readonly floats?: Readonly<Record<string, number>>;
  /** Workgroups in all. The shader sees to it that those beyond, in the last line, do nothing. */
  readonly groups: number;
}

interface Pipeline {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/** Sets of numbers that are kept on the device: a network has some dozens for each size of picture. */
const MOST_UNIFORMS = 2048;

/** Sets of bindings that are kept: buffers come back from their pool in the order of the step before. */
const MOST_BIND_GROUPS = 4096;

const WORD = 4;

/** WebGPU wants uniform structures in units of 16 bytes. */
const bytesOf = (words: number): number => Math.max(16, Math.ceil((words * WORD) / 16) * 16);

const declare = ({ tensors, ints, floats = {} }: Dispatch): string => `
struct Uniforms {
  ${[
    ...Object.keys(ints).map((name) => `${name} : i32,`),
    ...Object.keys(floats).map((name) => `${name} : f32,`),
  ].join('\n  ')}
}
@group(0) @binding(${tensors.length}) var<uniform> uniforms : Uniforms;

fn groupNumber(group : vec3<u32>, groups : vec3<u32>) -> i32 {
  return i32(group.y * groups.x + group.x);
}
`;

/** Records shaders of ours. Pipelines and numbers, which repeat from tile to tile, are made once. */
export class Dispatcher {
  readonly #device: GPUDevice;
  readonly #pipelines = new Map<string, Pipeline>();
  /** By their values, the one used last at the end. */
  readonly #uniforms = new Map<string, GPUBuffer>();
  /** By pipeline and buffers, the one used last at the end. */
  readonly #bindGroups = new Map<string, GPUBindGroup>();
  readonly #numbers = new WeakMap<GPUBuffer, number>();
  #buffersSeen = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  record(
    pass: GPUComputePassEncoder,
    dispatch: Dispatch,
    buffers: readonly GPUBuffer[],
    mostGroups: number,
  ): Begun {
    const { groups, tensors, written } = dispatch;
    const lines = Math.ceil(groups / mostGroups);
    if (lines > mostGroups) {
      throw new DeviceError(
        'E_DEVICE_MEMORY',
        `A kernel needs ${groups} workgroups, more than the device starts. Use a smaller tile.`,
      );
    }
    const { pipeline, layout } = this.#pipelineFor(dispatch);
    const uniforms = this.#uniformsFor(dispatch);
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, this.#bindGroupFor(dispatch.key, layout, [...buffers, uniforms]));
    pass.dispatchWorkgroups(Math.ceil(groups / lines), lines);
    return {
      ...{ pipeline, tensors, written },
      uniforms: { buffer: uniforms, bytes: uniforms.size },
      groups: [Math.ceil(groups / lines), lines, 1],
    };
  }

  #numberOf(buffer: GPUBuffer): number {
    const known = this.#numbers.get(buffer);
    if (known !== undefined) return known;
    this.#buffersSeen += 1;
    this.#numbers.set(buffer, this.#buffersSeen);
    return this.#buffersSeen;
  }

  /** Making one is the dearest part of a dispatch. One of buffers that were destroyed is asked for no more. */
  #bindGroupFor(key: string, layout: GPUBindGroupLayout, buffers: readonly GPUBuffer[]): GPUBindGroup {
    const name = `${key} ${buffers.map((buffer) => this.#numberOf(buffer)).join()}`;
    const known = this.#bindGroups.get(name);
    if (known) {
      this.#bindGroups.delete(name);
      this.#bindGroups.set(name, known);
      return known;
    }
    const made = this.#device.createBindGroup({
      layout,
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    this.#bindGroups.set(name, made);
    if (this.#bindGroups.size > MOST_BIND_GROUPS) {
      this.#bindGroups.delete(this.#bindGroups.keys().next().value as string);
    }
    return made;
  }

  #pipelineFor(dispatch: Dispatch): Pipeline {
    const known = this.#pipelines.get(dispatch.key);
    if (known) return known;
    const module = this.#device.createShaderModule({
      code: `${declare(dispatch)}${dispatch.source()}`,
      label: dispatch.key,
    });
    const pipeline = this.#device.createComputePipeline({
      compute: { module, entryPoint: 'main' },
      label: dispatch.key,
      layout: 'auto',
    });
    const made = { pipeline, layout: pipeline.getBindGroupLayout(0) };
    this.#pipelines.set(dispatch.key, made);
    return made;
  }

  #uniformsFor({ ints, floats = {} }: Dispatch): GPUBuffer {
    const [whole, real] = [Object.values(ints), Object.values(floats)];
    const key = `${whole.join()};${real.join()}`;
    const known = this.#uniforms.get(key);
    if (known) {
      this.#uniforms.delete(key);
      this.#uniforms.set(key, known);
      return known;
    }
    const buffer = this.#device.createBuffer({
      size: bytesOf(whole.length + real.length),
      usage: GPUBufferUsage.UNIFORM,
      mappedAtCreation: true,
    });
    const words = buffer.getMappedRange();
    new Int32Array(words, 0, whole.length).set(whole);
    new Float32Array(words, whole.length * WORD, real.length).set(real);
    buffer.unmap();
    this.#uniforms.set(key, buffer);
    // A buffer that is pushed out is collected with the last plan that uses it.
    if (this.#uniforms.size > MOST_UNIFORMS) {
      this.#uniforms.delete(this.#uniforms.keys().next().value as string);
    }
    return buffer;
  }
}
