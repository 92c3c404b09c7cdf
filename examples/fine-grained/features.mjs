// node features.mjs: the parts below `Upscaler`, for programs that do their own tiling, blending or training.
import '@srkit/backend-wasm';
import { defaultModelUrl, loadModel } from '@srkit/models';
import { filter2d, resize, usmSharp } from '@srkit/ops';
import * as tf from '@tensorflow/tfjs-core';

await tf.setBackend('srkit-wasm');
const { network, ...about } = await loadModel(defaultModelUrl());
const photo = tf.fill([1, 32, 40, 3], 0.5);

// Operations: each with a gradient, on any backend.
const blurred = filter2d(photo, tf.fill([1, 3, 3], 1 / 9));
const half = resize(usmSharp(blurred), { mode: 'bicubic', scaleFactor: 0.5 });

// The network, as a function of tensors.
const large = tf.tidy(() => network.forward(half));
console.log(about.architecture?.name ?? network.typeName, half.shape, '->', large.shape);

// And its parameters, by the names that PyTorch gives them.
for (const [name, { variable }] of [...network.namedParameters()].slice(0, 2))
  console.log(name, variable.shape);
network.dispose();
