"""RRDBNet forward and training steps in PyTorch, for comparison.

Reads a case (see cases.ts) as JSON from the command line, runs it on random data, and prints one line of JSON: the
seconds of each timed run and the peak resident memory.
"""

import json
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils import spectral_norm

from peak_memory import peak_memory


class Dense(nn.Module):
    def __init__(self, feat=64, grow=32):
        super().__init__()
        outs = [grow] * 4 + [feat]
        self.convs = nn.ModuleList(nn.Conv2d(feat + k * grow, out, 3, 1, 1) for k, out in enumerate(outs))

    def forward(self, x):
        seen = x
        for conv in self.convs[:-1]:
            seen = torch.cat((seen, F.leaky_relu(conv(seen), 0.2)), 1)
        return self.convs[-1](seen) * 0.2 + x


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = nn.Sequential(Dense(), Dense(), Dense())

    def forward(self, x):
        return self.dense(x) * 0.2 + x


class Generator(nn.Module):
    def __init__(self, blocks):
        super().__init__()
        same = lambda: nn.Conv2d(64, 64, 3, 1, 1)
        self.first = nn.Conv2d(3, 64, 3, 1, 1)
        self.body = nn.Sequential(*[Block() for _ in range(blocks)])
        self.after, self.up1, self.up2, self.high = same(), same(), same(), same()
        self.last = nn.Conv2d(64, 3, 3, 1, 1)

    def forward(self, x):
        x = self.first(x)
        x = x + self.after(self.body(x))
        for up in (self.up1, self.up2):
            x = F.leaky_relu(up(F.interpolate(x, scale_factor=2, mode="nearest")), 0.2)
        return self.last(F.leaky_relu(self.high(x), 0.2))


class Discriminator(nn.Module):
    def __init__(self, feat=64):
        super().__init__()
        norm = lambda a, b, k=3, s=1: spectral_norm(nn.Conv2d(a, b, k, s, 1, bias=False))
        self.conv0 = nn.Conv2d(3, feat, 3, 1, 1)
        self.down = nn.ModuleList(norm(feat * 2**k, feat * 2 ** (k + 1), 4, 2) for k in range(3))
        self.up = nn.ModuleList(norm(feat * 2 ** (k + 1), feat * 2**k) for k in (2, 1, 0))
        self.tail = nn.ModuleList((norm(feat, feat), norm(feat, feat)))
        self.last = nn.Conv2d(feat, 1, 3, 1, 1)

    def forward(self, x):
        levels = [F.leaky_relu(self.conv0(x), 0.2)]
        for down in self.down:
            levels.append(F.leaky_relu(down(levels[-1]), 0.2))
        y = levels[3]
        for up, skip in zip(self.up, (levels[2], levels[1], levels[0])):
            y = F.interpolate(y, scale_factor=2, mode="bilinear", align_corners=False)
            y = F.leaky_relu(up(y), 0.2) + skip
        for conv in self.tail:
            y = F.leaky_relu(conv(y), 0.2)
        return self.last(y)


def prepare(case):
    side = case["side"]
    net = Generator(case["blocks"])
    x, target = torch.rand(1, 3, side, side), torch.rand(1, 3, 4 * side, 4 * side)
    if case["kind"] == "forward":

        def forward():
            with torch.no_grad():
                net(x)

        return forward
    adam = torch.optim.Adam(net.parameters(), lr=1e-4)

    def optimise(optimizer, loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    if case["kind"] == "train":
        return lambda: optimise(adam, F.l1_loss(net(x), target))
    disc = Discriminator()
    adam_d = torch.optim.Adam(disc.parameters(), lr=1e-4)
    bce = lambda y, real: F.binary_cross_entropy_with_logits(y, torch.full_like(y, float(real)))

    def gan():
        for p in disc.parameters():
            p.requires_grad_(False)
        sr = net(x)
        optimise(adam, F.l1_loss(sr, target) + 0.1 * bce(disc(sr), True))
        for p in disc.parameters():
            p.requires_grad_(True)
        optimise(adam_d, bce(disc(target), True) + bce(disc(sr.detach()), False))

    return gan


def main():
    case = json.loads(sys.argv[1])
    torch.manual_seed(0)
    work = prepare(case)
    seconds = []
    for _ in range(case["warmUp"] + case["runs"]):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": seconds[case["warmUp"] :], "peakBytes": peak_memory(), "version": torch.__version__}))


if __name__ == "__main__":
    main()
