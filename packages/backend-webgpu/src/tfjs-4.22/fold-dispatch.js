import { DeviceError } from '@srkit/core';
/** Workgroups are counted in 32 bits by the shader. */
const MOST_IN_ALL = 2 ** 32 - 1;
/**
 * tfjs-backend-webgpu 4.22.0, `reshapeDispatch` in `backend_webgpu.ts`: folds only programs that lie along x alone, and
 * throws "Dispatch size exceeds WebGPU limits in Y or Z dimension" for convolutions and matrix products of more than
 * 65,535 groups of rows, pictures of some 2048x1024.
 *
 * This folds any layout: the groups are started as a square, and each finds its place in the layout before the program
 * proper begins. The last few groups of the square, which have no place, do the last one's work again: they cannot
 * leave early, because the programs wait for each other's threads. Both write the same values.
 *
 * @returns uniforms to go with the program, which is changed in place.
 * @throws DeviceError for a program that adds to its output, and cannot do a part twice, or with too many groups.
 */
export const foldDispatch = (program, uniforms, mostGroups) => {
    const { dispatch, dispatchLayout, workgroupSize, atomic } = program;
    const alongX = !dispatchLayout.y?.length && !dispatchLayout.z?.length;
    if (alongX || dispatch.every((groups) => groups <= mostGroups))
        return uniforms;
    const total = dispatch[0] * dispatch[1] * dispatch[2];
    const side = Math.ceil(Math.sqrt(total));
    if (atomic || total > MOST_IN_ALL || side > mostGroups) {
        throw new DeviceError('E_DEVICE_MEMORY', `A tensor [${program.outputShape}] needs ${dispatch.join('x')} workgroups, more than the device starts. Use a smaller tile.`);
    }
    const userCode = program.getUserCode();
    const before = program.uniforms?.trim() ?? '';
    program.uniforms = `${before}${before === '' || before.endsWith(',') ? '' : ','} placesOfGroups : vec3<i32>, `;
    program.shaderKey += '_folded';
    program.dispatch = [side, Math.ceil(total / side), 1];
    program.getUserCode = () => `
    ${userCode.replace(/\bfn\s+main\s*\(/, 'fn mainOfGroup(')}
    fn main() {
      let places = vec3<u32>(uniforms.placesOfGroups);
      let place = min(workgroupId.y * numWorkgroups.x + workgroupId.x, places.x * places.y * places.z - 1u);
      workgroupId = vec3<u32>(place % places.x, place / places.x % places.y, place / (places.x * places.y));
      numWorkgroups = places;
      globalId = workgroupId * vec3<u32>(${workgroupSize.map((size) => `${size}u`).join(', ')}) + localId;
      mainOfGroup();
    }`;
    return [...(uniforms ?? []), { type: 'int32', data: [...dispatch] }];
};
