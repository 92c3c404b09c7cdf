import { resizePillow } from '@srkit/image';
import { compare } from '../compare';
const rasterOf = (golden, name) => {
    const { shape, bytes } = golden.tensor(name);
    const [height, width, channels] = shape;
    return { width, height, channels, data: bytes };
};
const comparePillow = (golden, source, item) => {
    const { width, height, filter, output } = item;
    const y = resizePillow(rasterOf(golden, source), [height, width], filter);
    const actual = { shape: [y.height, y.width, y.channels], values: y.data };
    // The goldens leave a level of slack; bit for bit is what the function promises.
    return compare(output, actual, golden.tensor(output), {});
};
/** `pil_resize`: one 8-bit picture with several filters. */
export const pilResizeOp = async ({ golden }) => {
    const { items } = golden.file.params;
    return items.map((item) => comparePillow(golden, 'img', item));
};
/** `pil_resize_bicubic`: several pictures with one filter; `sizes_h_w` lists height and width before and after. */
export const pilResizeBicubicOp = async ({ golden }) => {
    const { sizes_h_w } = golden.file.params;
    return sizes_h_w.map(([, , height, width], i) => comparePillow(golden, `in${i}`, { filter: 'bicubic', width, height, output: `out${i}` }));
};
