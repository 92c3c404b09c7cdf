import { WebGpuBackend } from '@srkit/backend-webgpu';
import { backend, engine, tensor1d, tensor4d, tidy, } from '@tensorflow/tfjs-core';
/** Values of plain arrays, for backends on the CPU; the same numbers as `SHADER`. */
const cropArrays = ({ scale, gt, lq, top, left }, [gtValues, lqValues], picks, side) => {
    const [, height, width] = gt.shape;
    const [, h, w] = lq.shape;
    const depth = 3 * scale ** 2;
    const small = new Float32Array(picks.length * side * side * 3);
    const target = new Float32Array(picks.length * side * side * depth);
    let at = 0;
    for (const { picture, y: firstY, x: firstX, symmetry } of picks) {
        const place = (y, x, length) => {
            const [a, b] = symmetry & 4 ? [x, y] : [y, x];
            return [symmetry & 2 ? length - 1 - a : a, symmetry & 1 ? length - 1 - b : b];
        };
        for (let y = 0; y < side; y++) {
            for (let x = 0; x < side; x++, at++) {
                const [sy, sx] = place(y, x, side);
                const from = ((picture * h + firstY + sy) * w + firstX + sx) * 3;
                for (let c = 0; c < 3; c++)
                    small[at * 3 + c] = lqValues[from + c];
                for (let k = 0; k < scale ** 2; k++) {
                    const [fy, fx] = place(y * scale + Math.floor(k / scale), x * scale + (k % scale), side * scale);
                    const row = picture * height + top + firstY * scale + fy;
                    const source = (row * width + left + firstX * scale + fx) * 3;
                    for (let c = 0; c < 3; c++) {
                        target[at * depth + c * scale ** 2 + k] =
                            gtValues[source + c] - small[at * 3 + c];
                    }
                }
            }
        }
    }
    return {
        lq: tensor4d(small, [picks.length, side, side, 3]),
        target: tensor4d(target, [picks.length, side, side, depth]),
    };
};
const THREADS = 64;
/** A thread for each pixel of `lq`. */
const SHADER = `
@group(0) @binding(0) var<storage, read_write> small : array<f32>;
@group(0) @binding(1) var<storage, read_write> goal : array<f32>;
@group(0) @binding(2) var<storage, read> gt : array<f32>;
@group(0) @binding(3) var<storage, read> lq : array<f32>;
@group(0) @binding(4) var<storage, read> picks : array<vec4<i32>>;

fn placeOf(y : i32, x : i32, length : i32, symmetry : i32) -> vec2<i32> {
  var found = select(vec2<i32>(y, x), vec2<i32>(x, y), (symmetry & 4) != 0);
  if ((symmetry & 2) != 0) { found.x = length - 1 - found.x; }
  if ((symmetry & 1) != 0) { found.y = length - 1 - found.y; }
  return found;
}

@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) local : u32, @builtin(workgroup_id) group : vec3<u32>,
        @builtin(num_workgroups) groups : vec3<u32>) {
  let at = groupNumber(group, groups) * ${THREADS} + i32(local);
  let side = uniforms.side;
  if (at >= uniforms.count * side * side) { return; }
  let pick = picks[at / (side * side)];
  let y = at / side % side;
  let x = at % side;
  let scale = uniforms.scale;
  let place = placeOf(y, x, side, pick.w);
  let start = ((pick.x * uniforms.h + pick.y + place.x) * uniforms.w + pick.z + place.y) * 3;
  let before = vec3<f32>(lq[start], lq[start + 1], lq[start + 2]);
  for (var c = 0; c < 3; c++) { small[at * 3 + c] = before[c]; }
  for (var k = 0; k < scale * scale; k++) {
    let fine = placeOf(y * scale + k / scale, x * scale + k % scale, side * scale, pick.w);
    let row = pick.x * uniforms.height + uniforms.top + pick.y * scale + fine.x;
    let source = (row * uniforms.width + uniforms.left + pick.z * scale + fine.y) * 3;
    for (var c = 0; c < 3; c++) {
      goal[(at * 3 + c) * scale * scale + k] = gt[source + c] - before[c];
    }
  }
}
`;
const cropOnDevice = (device, { scale, gt, lq, top, left }, picks, side) => tidy(() => {
    const numbers = tensor1d(picks.flatMap(({ picture, y, x, symmetry }) => [picture, y, x, symmetry]), 'int32');
    const small = device.output([picks.length, side, side, 3]);
    const goal = device.output([picks.length, side, side, 3 * scale ** 2]);
    const [, height, width] = gt.shape;
    const [, h, w] = lq.shape;
    device.dispatch({
        key: 'srkit_recipes_crop',
        source: () => SHADER,
        tensors: [small, goal, gt, lq, numbers],
        written: 2,
        ints: {
            count: picks.length,
            side,
            scale,
            height: height,
            width: width,
            h: h,
            w: w,
            top,
            left,
        },
        groups: Math.ceil((picks.length * side * side) / THREADS),
    });
    const wrap = (info) => engine().makeTensorFromTensorInfo(info);
    return { lq: wrap(small), target: wrap(goal) };
});
/** A cropper for the current backend, which reads the sets first where they are on the CPU. */
export const createCropper = async (sets) => {
    const device = backend();
    if (device instanceof WebGpuBackend)
        return (set, picks, side) => cropOnDevice(device, set, picks, side);
    const values = new Map();
    for (const tensor of new Set(sets.flatMap(({ gt, lq }) => [gt, lq]))) {
        values.set(tensor, (await tensor.data()));
    }
    const valuesOf = (tensor) => values.get(tensor);
    return (set, picks, side) => cropArrays(set, [valuesOf(set.gt), valuesOf(set.lq)], picks, side);
};
