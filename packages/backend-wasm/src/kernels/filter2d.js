import { FILTER2D } from '@srkit/core/contracts';
import { pictureOf } from '../convolution/picture-of';
import { filterPicture } from '../filter/filter-picture';
import { planKernel } from '../filter/plan-kernel';
import { implementOp } from './kernel';
const FLOAT_BYTES = 4;
export const filter2d = implementOp(FILTER2D, ({ backend, inputs, attrs: { padding }, outputShape }) => {
    const x = pictureOf(backend, inputs.x);
    const [kernels, height, width] = inputs.kernel.shape;
    const weights = backend.address(inputs.kernel);
    const y = backend.output(outputShape);
    const [inFloats, outFloats] = [inputs.x.shape, outputShape].map(([, h, w, c]) => h * w * c);
    let plan;
    for (let sample = 0; sample < x.batch; sample++) {
        if (!plan || kernels > 1) {
            const kernel = backend.floatsAt(weights + sample * height * width * FLOAT_BYTES, height * width);
            plan = planKernel(kernel, height, width);
        }
        const picture = { ...x, address: x.address + sample * inFloats * FLOAT_BYTES };
        filterPicture(backend, picture, [height, width], plan, padding, y.address + sample * outFloats * FLOAT_BYTES);
    }
    return y.info;
});
