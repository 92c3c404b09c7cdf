import { DeviceError } from '@srkit/core';
/** Sets of numbers that are kept on the device: a network has some dozens for each size of picture. */
const MOST_UNIFORMS = 2048;
const WORD = 4;
/** WebGPU wants uniform structures in units of 16 bytes. */
const bytesOf = (words) => Math.max(16, Math.ceil((words * WORD) / 16) * 16);
const declare = ({ tensors, ints, floats = {} }) => `
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
    #device;
    #pipelines = new Map();
    /** By their values, the one used last at the end. */
    #uniforms = new Map();
    #doomed = [];
    constructor(device) {
        this.#device = device;
    }
    record(pass, dispatch, buffers, mostGroups) {
        const { groups } = dispatch;
        const lines = Math.ceil(groups / mostGroups);
        if (lines > mostGroups) {
            throw new DeviceError('E_DEVICE_MEMORY', `A kernel needs ${groups} workgroups, more than the device starts. Use a smaller tile.`);
        }
        const { pipeline, layout } = this.#pipelineFor(dispatch);
        const bindings = [...buffers, this.#uniformsFor(dispatch)];
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, this.#device.createBindGroup({
            layout,
            entries: bindings.map((buffer, binding) => ({ binding, resource: { buffer } })),
        }));
        pass.dispatchWorkgroups(Math.ceil(groups / lines), lines);
    }
    /** Frees numbers that were pushed out. */
    afterSubmission() {
        for (const buffer of this.#doomed)
            buffer.destroy();
        this.#doomed = [];
    }
    #pipelineFor(dispatch) {
        const known = this.#pipelines.get(dispatch.key);
        if (known)
            return known;
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
    #uniformsFor({ ints, floats = {} }) {
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
        if (this.#uniforms.size > MOST_UNIFORMS) {
            const [oldest, evicted] = this.#uniforms.entries().next().value;
            this.#uniforms.delete(oldest);
            this.#doomed.push(evicted);
        }
        return buffer;
    }
}
