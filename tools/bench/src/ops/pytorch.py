"""The operations and networks of reference-based super-resolution in PyTorch, for comparison.

Reads a case (see cases.ts) as JSON from the command line, runs it on random data, and prints one line of JSON: the
seconds of each timed run and the peak resident memory.
"""

import json
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F
from torchvision.ops import deform_conv2d

from peak_memory import peak_memory

CHUNK_FLOATS = 512 * 2**20


def deform(case):
    c, side, groups = case["channels"], case["side"], case["groups"]
    x = torch.randn(1, c, side, side)
    offset = torch.randn(1, 18 * groups, side, side) * 4
    mask = torch.rand(1, 9 * groups, side, side)
    weight = torch.randn(c, c, 3, 3) * 0.05
    bias = torch.zeros(c)
    inputs = [x, offset, mask, weight, bias]
    if not case["backward"]:
        with torch.no_grad():
            return timed(case, lambda: deform_conv2d(x, offset, weight, bias, padding=1, mask=mask))
    for tensor in inputs:
        tensor.requires_grad_()

    def step():
        for tensor in inputs:
            tensor.grad = None
        deform_conv2d(x, offset, weight, bias, padding=1, mask=mask).sum().backward()

    return timed(case, step)


def patches(features):
    c = features.shape[0]
    h, w = features.shape[1] - 2, features.shape[2] - 2
    return F.unfold(features[None], 3)[0].view(c, 3, 3, h * w).permute(3, 0, 1, 2)


def match_pair(first, second):
    first = F.normalize(first, dim=0)
    second = F.normalize(second, dim=0)
    kernels = patches(second)
    best, index = None, None
    h, w = first.shape[1:]
    step = CHUNK_FLOATS // (h * w)
    for start in range(0, kernels.shape[0], step):
        chunk = kernels[start : start + step]
        chunk = chunk / (chunk.reshape(len(chunk), -1).norm(dim=1).view(-1, 1, 1, 1) + 1e-5)
        value, place = F.conv2d(first[None], chunk)[0].max(dim=0)
        if best is None:
            best, index = value, place
        else:
            better = value > best
            best = torch.where(better, value, best)
            index = torch.where(better, place + start, index)
    return best, index


def match(case):
    c = case["channels"]
    first = torch.randn(c, case["side"], case["side"])
    second = torch.randn(c, case["refSide"], case["refSide"])
    with torch.no_grad():
        return timed(case, lambda: match_pair(first, second))


class Residual(nn.Module):
    def __init__(self, nf):
        super().__init__()
        self.conv1 = nn.Conv2d(nf, nf, 3, 1, 1)
        self.conv2 = nn.Conv2d(nf, nf, 3, 1, 1)

    def forward(self, x):
        return x + self.conv2(F.relu(self.conv1(x)))


def lrelu(x):
    return F.leaky_relu(x, 0.1)


class Aggregation(nn.Module):
    def __init__(self, c, groups=8):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(c, c, 3, 3) * 0.02)
        self.bias = nn.Parameter(torch.zeros(c))
        self.conv_offset_mask = nn.Conv2d(c, 27 * groups, 3, 1, 1)
        self.groups = groups

    def forward(self, ref, feat, pre):
        out = self.conv_offset_mask(feat)
        count = 18 * self.groups
        offset = out[:, :count] + pre.repeat(1, self.groups, 1, 1)
        mask = torch.sigmoid(out[:, count:])
        return deform_conv2d(ref, offset, self.weight, self.bias, padding=1, mask=mask)


class Fusion(nn.Module):
    def __init__(self, nf, c):
        super().__init__()
        self.query = nn.Sequential(nn.Conv2d(nf, c, 1), nn.PReLU())
        self.key = nn.Sequential(nn.Conv2d(c, c, 3, 1, 1), nn.PReLU())
        self.value = nn.Conv2d(c, 2 * c, 3, 1, 1)
        self.entry = nn.Conv2d(nf + 2 * c, 2 * c, 1)
        self.mul = nn.Sequential(nn.Conv2d(2 * c, 2 * c, 3, 1, 1), nn.LeakyReLU(0.1), nn.Conv2d(2 * c, 2 * c, 3, 1, 1))
        self.add = nn.Sequential(nn.Conv2d(2 * c, 2 * c, 3, 1, 1), nn.LeakyReLU(0.1), nn.Conv2d(2 * c, 2 * c, 3, 1, 1))
        self.out = nn.Conv2d(nf + 2 * c, nf, 1)
        self.scale = c**-0.5

    def forward(self, x, refs):
        h, w = x.shape[2:]
        pad = (0, -w % 4, 0, -h % 4)
        x = F.pad(x, pad, mode="reflect")
        refs = [F.pad(ref, pad, mode="reflect") for ref in refs]
        q = self.query(x) * self.scale
        logits = torch.stack([(q * self.key(ref)).sum(1) for ref in refs], 1)
        attention = logits.softmax(1)
        fused = sum(attention[:, i : i + 1] * self.value(ref) for i, ref in enumerate(refs))
        a = lrelu(self.entry(torch.cat([x, fused], 1)))
        selected = fused * torch.sigmoid(self.mul(a)) * 2 + self.add(a)
        return lrelu(self.out(torch.cat([x, selected], 1)))[:, :, :h, :w]


class Level(nn.Module):
    def __init__(self, nf, c, tail):
        super().__init__()
        self.offset1 = nn.Conv2d(nf + c, c, 3, 1, 1)
        self.offset2 = nn.Conv2d(c, c, 3, 1, 1)
        self.aggregation = Aggregation(c)
        self.head = Fusion(nf, c)
        self.body = nn.Sequential(*[Residual(nf) for _ in range(16)])
        self.tail = tail

    def forward(self, x, refs, pres):
        aligned = []
        for ref, pre in zip(refs, pres):
            f = lrelu(self.offset2(lrelu(self.offset1(torch.cat([x, ref], 1)))))
            aligned.append(lrelu(self.aggregation(ref, f, pre)))
        return self.tail(self.body(self.head(x, aligned)) + x)


class Restoration(nn.Module):
    def __init__(self, nf=64):
        super().__init__()
        self.first = nn.Conv2d(3, nf, 3, 1, 1)
        self.content = nn.Sequential(*[Residual(nf) for _ in range(16)])

        def up():
            return nn.Sequential(nn.Conv2d(nf, 4 * nf, 3, 1, 1), nn.PixelShuffle(2), nn.LeakyReLU(0.1))

        last = nn.Sequential(nn.Conv2d(nf, nf // 2, 3, 1, 1), nn.LeakyReLU(0.1), nn.Conv2d(nf // 2, 3, 3, 1, 1))
        self.levels = nn.ModuleList([Level(nf, 256, up()), Level(nf, 128, up()), Level(nf, 64, last)])

    def forward(self, x, refs, pres):
        out = self.content(lrelu(self.first(x)))
        for level, r, p in zip(self.levels, refs, pres):
            out = level(out, r, p)
        return out + F.interpolate(x, scale_factor=4, mode="bilinear", align_corners=False)


def mrefsr(case):
    side, count = case["side"], case["references"]
    net = Restoration().eval()
    x = torch.rand(1, 3, side, side)
    sizes = [(256, side), (128, 2 * side), (64, 4 * side)]
    refs = [[torch.randn(1, c, s, s) for _ in range(count)] for c, s in sizes]
    pres = [[torch.randint(-4, 5, (1, 18, s, s)).float() for _ in range(count)] for _, s in sizes]
    with torch.no_grad():
        return timed(case, lambda: net(x, refs, pres))


def vgg(last):
    """VGG up to conv3_1, whose activation is left out of the contrastive extractor."""
    sides = [(3, 64), (64, 64), None, (64, 128), (128, 128), None, (128, 256)]
    layers = []
    for side in sides:
        if side is None:
            layers.append(nn.MaxPool2d(2))
            continue
        layers += [nn.Conv2d(*side, 3, 1, 1), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers[: len(layers) if last else -1])


def features_of(net, x):
    """relu1_1, relu2_1 and relu3_1, each copied before the next layer as the official code does."""
    kept = []
    for n, layer in enumerate(net):
        x = layer(x)
        if n in (1, 6, 11):
            kept.append(x.clone())
    return kept[::-1]


def pre_offsets(index, width):
    """Whole flow to nine shifted copies at each of three levels, `[1, 18, h, w]`, x and y of each tap."""
    h, w = index.shape
    flow = torch.stack([index % width - torch.arange(w), index // width - torch.arange(h)[:, None]], 2).float()
    flow = F.pad(flow, (0, 0, 0, 2, 0, 2))
    levels = []
    for scale in (1, 2, 4):
        up = flow.repeat_interleave(scale, 0).repeat_interleave(scale, 1) * scale
        taps = []
        for i in range(3):
            for j in range(3):
                taps.append(F.pad(up, (0, 0, j * scale, 0, i * scale, 0))[: up.shape[0], : up.shape[1]])
        # torchvision has y before x.
        levels.append(torch.cat([tap.flip(2) for tap in taps], 2).permute(2, 0, 1)[None])
    return levels


def refsr(case):
    side, count, ref = case["width"], case["references"], case["refWidth"]
    first, second, textures = vgg(False).eval(), vgg(False).eval(), vgg(True).eval()
    net = Restoration().eval()
    x = torch.rand(1, 3, side, side)
    refs = [torch.rand(1, 3, ref, ref) for _ in range(count)]

    def work():
        query = first(F.interpolate(x, scale_factor=4, mode="bicubic", align_corners=False))[0]
        features, offsets = [], []
        for picture in refs:
            _, index = match_pair(query, second(picture)[0])
            offsets.append(pre_offsets(index, ref // 4 - 2))
            features.append(features_of(textures, picture))
        return net(x, list(zip(*features)), list(zip(*offsets)))

    with torch.no_grad():
        return timed(case, work)


def timed(case, work):
    seconds = []
    for _ in range(case["warmUp"] + case["runs"]):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return seconds[case["warmUp"] :]


def main():
    case = json.loads(sys.argv[1])
    torch.manual_seed(0)
    seconds = {"deform": deform, "match": match, "mrefsr": mrefsr, "refsr": refsr}[case["kind"]](case)
    print(json.dumps({"seconds": seconds, "peakBytes": peak_memory(), "version": torch.__version__}))


if __name__ == "__main__":
    main()
