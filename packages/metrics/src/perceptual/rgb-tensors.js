import { refuseUnknownKeys } from '@srkit/core';
import { tensor4d } from '@tensorflow/tfjs-core';
import { readPair } from '../pair';
const rgbTensor = ({ width, height, channels, data }) => {
    const pixels = new Float32Array(width * height * 3);
    for (let i = 0; i < pixels.length; i++)
        pixels[i] = data[channels === 3 ? i : Math.floor(i / 3)] / 255;
    return tensor4d(pixels, [1, height, width, 3]);
};
/** One number of two pictures as RGB tensors, which are freed. */
export const withRgbTensors = async (a, b, options, measure) => {
    refuseUnknownKeys('options', options, ['crop']);
    const [x, y] = (await readPair(a, b, { crop: options.crop })).map(rgbTensor);
    try {
        const value = measure(x, y);
        const [number] = await value.data();
        value.dispose();
        return number;
    }
    finally {
        x.dispose();
        y.dispose();
    }
};
