"""The second-order degradation in PyTorch, as the training code of Real-ESRGAN runs it, for comparison.

Reads a job (see job.ts) from the file named on the command line, replays its recipes with torch's own random numbers for
the noise, and prints one line of JSON: seconds for each recipe, and the peak resident memory.
"""

import itertools
import json
import math
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

from peak_memory import peak_memory

LUMA = torch.tensor(
    [
        [16, 12, 14, 14, 18, 24, 49, 72],
        [11, 12, 13, 17, 22, 35, 64, 92],
        [10, 14, 16, 22, 37, 55, 78, 95],
        [16, 19, 24, 29, 56, 64, 87, 98],
        [24, 26, 40, 51, 68, 81, 103, 112],
        [40, 58, 57, 87, 109, 104, 121, 100],
        [51, 60, 69, 80, 103, 113, 120, 103],
        [61, 55, 56, 62, 77, 92, 101, 99],
    ],
    dtype=torch.float32,
)
CHROMA = torch.full((8, 8), 99.0)
CHROMA[:4, :4] = torch.tensor([[17, 18, 24, 47], [18, 21, 26, 66], [24, 26, 56, 99], [47, 66, 99, 99]])
TO_YCC = torch.tensor([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]])
TO_RGB = torch.tensor([[1.0, 0.0, 1.402], [1.0, -0.344136, -0.714136], [1.0, 1.772, 0.0]])


def dct_tensor():
    table = np.zeros((8, 8, 8, 8), dtype=np.float32)
    for x, y, u, v in itertools.product(range(8), repeat=4):
        table[x, y, u, v] = math.cos((2 * x + 1) * u * math.pi / 16) * math.cos((2 * y + 1) * v * math.pi / 16)
    return torch.from_numpy(table)


DCT = dct_tensor()
ALPHA = torch.tensor([1 / math.sqrt(2)] + [1.0] * 7)
SCALE = torch.outer(ALPHA, ALPHA) * 0.25
INVERSE = torch.outer(ALPHA, ALPHA)
IDCT = DCT.permute(2, 3, 0, 1).contiguous()


def filter2d(x, kernel):
    """Cross-correlation of every channel with its sample's kernel, or with the one there is, in a mirrored border."""
    samples, channels = x.shape[:2]
    planes = F.pad(x, [kernel.shape[-1] // 2] * 4, mode="reflect").flatten(0, 1)
    if len(kernel) == 1:
        out = F.conv2d(planes[:, None], kernel[:, None])[:, 0]
    else:
        weights = kernel[:, None].repeat_interleave(channels, 0)
        out = F.conv2d(planes[None], weights, groups=len(planes))[0]
    return out.unflatten(0, (samples, channels))


def gaussian51():
    line = torch.exp(-(torch.arange(-25, 26, dtype=torch.float64) ** 2) / (2 * 8.0**2))
    line /= line.sum()
    return torch.outer(line, line).float()[None]


USM = gaussian51()


def usm(x):
    residual = x - filter2d(x, USM)
    mask = (residual.abs() * 255 > 10).float()
    soft = filter2d(mask, USM)
    sharp = torch.clip(x + 0.5 * residual, 0, 1)
    return soft * sharp + (1 - soft) * x


def blocks(plane):
    b, h, w = plane.shape
    return plane.view(b, h // 8, 8, w // 8, 8).permute(0, 1, 3, 2, 4).contiguous().view(b, -1, 8, 8)


def unblocks(x, h, w):
    b = x.shape[0]
    return x.view(b, h // 8, w // 8, 8, 8).permute(0, 1, 3, 2, 4).contiguous().view(b, h, w)


def compress(plane, table, factor):
    _, h, w = plane.shape
    x = SCALE * torch.tensordot(blocks(plane) - 128, DCT, dims=2)
    step = table * factor.view(-1, 1, 1, 1)
    x = torch.round(x / step) * step
    return unblocks(0.25 * torch.tensordot(x * INVERSE, IDCT, dims=2) + 128, h, w)


def jpeg(x, quality):
    factor = torch.where(quality < 50, 50 / quality, 2 - quality / 50)
    _, _, h, w = x.shape
    x = F.pad(x, (0, -w % 16, 0, -h % 16)) * 255
    ycc = torch.tensordot(x.permute(0, 2, 3, 1), TO_YCC.t(), dims=1) + torch.tensor([0.0, 128.0, 128.0])
    y = compress(ycc[..., 0], LUMA, factor)
    half = F.avg_pool2d(ycc[..., 1:].permute(0, 3, 1, 2), 2)
    planes = [compress(half[:, i].contiguous(), CHROMA, factor) for i in range(2)]
    full = [p.repeat_interleave(2, 1).repeat_interleave(2, 2) for p in planes]
    ycc = torch.stack([y, full[0] - 128, full[1] - 128], -1)
    rgb = torch.tensordot(ycc, TO_RGB.t(), dims=1).permute(0, 3, 1, 2)
    return rgb.clamp(0, 255)[:, :, :h, :w] / 255


def by_sample(values):
    """A number for each sample, to be multiplied with [n, c, h, w]."""
    return torch.as_tensor(values)[:, None, None, None]


def gaussian_noise(x, sigma, gray):
    """Normal noise of sigma levels of 255; all grey samples of a batch share one plane of draws."""
    draws = torch.randn_like(x)
    if gray.any():
        draws = torch.where(by_sample(gray) > 0, torch.randn(x.shape[-2:]), draws)
    return torch.clamp(x + by_sample(sigma / 255) * draws, 0, 1)


def photon_noise(x):
    """What a picture of 8-bit levels loses to counting photons: as many a level as there are levels, a power of two."""
    levels = torch.round(255 * x).clamp(0, 255) / 255
    distinct = torch.tensor([float(sample.unique().numel()) for sample in levels])
    photons = by_sample(2 ** distinct.log2().ceil())
    return torch.poisson(photons * levels) / photons - levels


def poisson_noise(x, scale, gray):
    """Photon noise times a scale; of the luma (torchvision's weights) where a sample is grey."""
    noise = photon_noise(x)
    if gray.any():
        luma = torch.einsum("c,nchw->nhw", torch.tensor([0.2989, 0.587, 0.114]), x)[:, None]
        noise = torch.where(by_sample(gray) > 0, photon_noise(luma), noise)
    return torch.clamp(x + by_sample(scale) * noise, 0, 1)


def degrade(gt, recipe):
    x = usm(gt)
    for step in recipe["steps"]:
        op = step["op"]
        if op == "blur":
            x = filter2d(x, step["tensor"])
        elif op == "resize":
            if "scaleFactor" in step:
                x = F.interpolate(x, scale_factor=step["scaleFactor"], mode=step["mode"])
            else:
                x = F.interpolate(x, size=(step["height"], step["width"]), mode=step["mode"])
        elif op == "gaussianNoise":
            x = gaussian_noise(x, torch.tensor(step["sigma"], dtype=torch.float32), torch.tensor(step["gray"]).float())
        elif op == "poissonNoise":
            x = poisson_noise(x, torch.tensor(step["scale"], dtype=torch.float32), torch.tensor(step["gray"]).float())
        elif op == "jpeg":
            x = jpeg(x.clamp(0, 1), torch.tensor(step["quality"], dtype=torch.float32))
    lq = (x * 255).round().clamp(0, 255) / 255
    crop, scale = recipe["crop"], recipe["scale"]
    top, left, size = crop["top"], crop["left"], crop["gtSize"]
    side = size // scale
    lq = lq[:, :, top : top + side, left : left + side]
    top, left = top * scale, left * scale
    return lq.contiguous(), gt[:, :, top : top + size, left : left + size].contiguous()


def main():
    with open(sys.argv[1]) as file:
        job = json.load(file)
    torch.set_num_threads(job["threads"])
    batch, side = job["batch"], job["side"]
    pixels = np.fromfile(job["picture"], dtype=np.uint8).reshape(1, side, side, 3)
    gt = torch.from_numpy(pixels).permute(0, 3, 1, 2).float().div(255).repeat(batch, 1, 1, 1)
    for recipe, kernels in zip(job["recipes"], job["weights"]):
        for step, weights in zip(recipe["steps"], kernels):
            if weights:
                step["tensor"] = torch.tensor(weights, dtype=torch.float32).view(batch, 21, 21)
    seconds = []
    with torch.no_grad():
        for recipe in job["recipes"]:
            start = time.perf_counter()
            degrade(gt, recipe)
            seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": seconds, "peakBytes": peak_memory(), "version": torch.__version__}))


if __name__ == "__main__":
    main()
