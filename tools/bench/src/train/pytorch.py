"""Training steps of srkit's trainings in PyTorch, for comparison.

Reads a case (see cases.ts) as JSON from the command line, steps through it on random data, and prints one line of JSON: the
seconds of each counted step and the peak resident memory.
"""

import importlib.util
import json
import sys
import time
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F

from peak_memory import peak_memory

WARM_UP = 1


def neighbour(folder):
    """The networks that another bench has already."""
    path = Path(__file__).parent.parent / folder / "pytorch.py"
    spec = importlib.util.spec_from_file_location(folder, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Compact(nn.Module):
    def __init__(self, feat, convs):
        super().__init__()
        layers = [nn.Conv2d(3, feat, 3, 1, 1), nn.PReLU(feat)]
        for _ in range(convs):
            layers += [nn.Conv2d(feat, feat, 3, 1, 1), nn.PReLU(feat)]
        self.body = nn.Sequential(*layers, nn.Conv2d(feat, 48, 3, 1, 1), nn.PixelShuffle(4))

    def forward(self, x):
        return self.body(x) + F.interpolate(x, scale_factor=4, mode="nearest")


class Vgg(nn.Module):
    """VGG16's or VGG19's layers up to conv3_1, which are the same in both."""

    def __init__(self):
        super().__init__()
        widths = [3, 64, 64, 128, 128, 256]
        self.convs = nn.ModuleList(nn.Conv2d(a, b, 3, 1, 1) for a, b in zip(widths, widths[1:]))
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1))

    def forward(self, x):
        x = (x - self.mean) / self.std
        taps = []
        for i, conv in enumerate(self.convs):
            x = conv(x)
            if i % 2 == 0:
                taps.append(F.relu(x))
            if i < 4:
                x = F.relu(x)
            if i in (1, 3):
                x = F.max_pool2d(x, 2)
        return x, taps


def average_of(net):
    copy = {name: p.detach().clone() for name, p in net.named_parameters()}

    def update():
        with torch.no_grad():
            for name, p in net.named_parameters():
                copy[name].mul_(0.999).add_(p, alpha=0.001)

    return update


def optimise(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def pairs(case):
    n, side = case["batch"], case["side"]
    return torch.rand(n, 3, side, side), torch.rand(n, 3, 4 * side, 4 * side)


def l1_step(case, net):
    x, target = pairs(case)
    adam = torch.optim.Adam(net.parameters(), lr=2e-4, betas=(0.9, 0.99))
    update = average_of(net)

    def step():
        optimise(adam, F.l1_loss(net(x), target))
        update()

    return step


def gan_step(case):
    backend = neighbour("backend")
    net, disc = backend.Generator(case["blocks"]), backend.Discriminator()
    x, target = pairs(case)
    adam = torch.optim.Adam(net.parameters(), lr=1e-4, betas=(0.9, 0.99))
    adam_d = torch.optim.Adam(disc.parameters(), lr=1e-4, betas=(0.9, 0.99))
    update = average_of(net)
    bce = lambda y, real: F.binary_cross_entropy_with_logits(y, torch.full_like(y, float(real)))

    def step():
        for p in disc.parameters():
            p.requires_grad_(False)
        sr = net(x)
        optimise(adam, F.l1_loss(sr, target) + 0.1 * bce(disc(sr), True))
        for p in disc.parameters():
            p.requires_grad_(True)
        adam_d.zero_grad()
        for picture, real in ((target, True), (sr.detach(), False)):
            loss = bce(disc(picture), real)
            loss.backward()
            loss.item()
        adam_d.step()
        update()

    return step


def flow_offsets(index, side):
    """Pre-offsets at the three levels from the place of the best patch, as the official code makes them."""
    index = F.pad(index, (1, 1, 1, 1)).float()
    ys, xs = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
    flow = torch.stack([index // side - ys, index % side - xs])
    nine = []
    for dy in range(3):
        for dx in range(3):
            nine.append(torch.roll(flow, (-dy, -dx), (1, 2)))
    offsets = torch.cat(nine)[None]
    return [offsets, *(offsets.repeat_interleave(s, 2).repeat_interleave(s, 3) * s for s in (2, 4))]


def mrefsr_step(case):
    ops = neighbour("ops")
    n, side, count, nf = case["batch"], case["side"], case["references"], case["feat"]
    net = ops.Restoration(nf)
    if case["blocks"] != 16:
        net.content = net.content[: case["blocks"]]
        for level in net.levels:
            level.body = level.body[: case["blocks"]]
    first, second, vgg = Vgg().eval(), Vgg().eval(), Vgg().eval()
    lq, gt = pairs(case)
    up = torch.rand(n, 3, 4 * side, 4 * side)
    refs = [torch.rand(n, 3, 4 * side, 4 * side) for _ in range(count)]
    adam = torch.optim.Adam(net.parameters(), lr=1e-4)

    def step():
        features, offsets = [[], [], []], [[], [], []]
        with torch.no_grad():
            query = first(up)[0]
            for ref in refs:
                key = second(ref)[0]
                found = [flow_offsets(ops.match_pair(q, k)[1], side) for q, k in zip(query, key)]
                for level in range(3):
                    offsets[level].append(torch.cat([each[level] for each in found]))
                for level, tap in enumerate(reversed(vgg(ref)[1])):
                    features[level].append(tap)
        optimise(adam, F.l1_loss(net(lq, features, offsets), gt))

    return step


def contrastive_step(case):
    n, side = case["batch"], case["side"]
    cells = side // 4
    nets = nn.ModuleList([Vgg(), Vgg()])
    adam = torch.optim.Adam(nets.parameters(), lr=1e-3)
    image, warped = torch.rand(n, 3, side, side), torch.rand(n, 3, side, side)
    ys, xs = torch.meshgrid(torch.arange(cells), torch.arange(cells), indexing="ij")
    # Border of 10 pixels, as the loss has it.
    within = lambda v: (4 * v > 10) & (4 * v < side - 10)
    inside = (within(xs + 2) & within(ys)).flatten()
    a = (ys * cells + xs).flatten()[inside]
    b = (ys * cells + xs + 2).flatten()[inside]
    place = torch.stack([ys.flatten(), xs.flatten()]).float()

    def near(points):
        distance = (place[:, points][:, :, None] - place[:, None, :]).abs().max(0)[0]
        return (distance <= 4).float() * 10

    def step():
        one, two = nets[0](image)[0], nets[1](warped)[0]
        loss = 0
        for f, g in zip(one, two):
            f, g = F.normalize(f.flatten(1), dim=0), F.normalize(g.flatten(1), dim=0)
            fa, gb = f[:, a], g[:, b]
            positive = 2 - 2 * (fa * gb).sum(0)
            to_second = (2 - 2 * fa.t() @ gb + near(b)[:, b]).min(1)[0]
            to_first = (2 - 2 * gb.t() @ f + near(a)).min(1)[0]
            loss = loss + F.relu(1 + positive - torch.min(to_second, to_first)).mean()
        optimise(adam, loss / n)

    return step


def prepare(case):
    kind = case["kind"]
    if kind == "esrnet":
        return l1_step(case, neighbour("backend").Generator(case["blocks"]))
    if kind == "compact":
        return l1_step(case, Compact(case["feat"], case["convs"]))
    return {"gan": gan_step, "mrefsr": mrefsr_step, "contrastive": contrastive_step}[kind](case)


def main():
    case = json.loads(sys.argv[1])
    torch.manual_seed(0)
    step = prepare(case)
    seconds = []
    for _ in range(WARM_UP + case["steps"]):
        start = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": seconds[WARM_UP:], "peakBytes": peak_memory(), "version": torch.__version__}))


if __name__ == "__main__":
    main()
