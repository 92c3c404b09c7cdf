import { IMAGENET_MEAN, IMAGENET_STD } from '@srkit/models';
import { div, sub, tensor1d, tidy } from '@tensorflow/tfjs-core';
/** RGB in [0, 1] with ImageNet's mean and deviation taken out, as torchvision's networks expect it. */
export const normalisedByImageNet = (x) => tidy(() => div(sub(x, tensor1d([...IMAGENET_MEAN])), tensor1d([...IMAGENET_STD])));
