"""Iterations of Real-ESRGAN by PyTorch, as BasicSR makes them: python3 torch-training.py FOLDER FIRST LAST

Reads net_g_FIRST.pth, net_d_FIRST.pth, FIRST.state where there is one, and batches.pth (of all iterations); writes those
of LAST."""
import os
import sys
import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import spectral_norm

folder, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(1)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.ModuleList(
            [nn.Conv2d(3, 4, 3, 1, 1), nn.PReLU(4), nn.Conv2d(4, 4, 3, 1, 1), nn.PReLU(4), nn.Conv2d(4, 48, 3, 1, 1)])

    def forward(self, x):
        y = x
        for layer in self.body:
            y = layer(y)
        return F.pixel_shuffle(y, 4) + F.interpolate(x, scale_factor=4, mode='nearest')


class Discriminator(nn.Module):
    def __init__(self, nf=1):
        super().__init__()
        norm = lambda i, o, k, s: spectral_norm(nn.Conv2d(i, o, k, s, 1, bias=False))
        self.conv0 = nn.Conv2d(3, nf, 3, 1, 1)
        self.conv1, self.conv2, self.conv3 = norm(nf, 2 * nf, 4, 2), norm(2 * nf, 4 * nf, 4, 2), norm(4 * nf, 8 * nf, 4, 2)
        self.conv4, self.conv5, self.conv6 = norm(8 * nf, 4 * nf, 3, 1), norm(4 * nf, 2 * nf, 3, 1), norm(2 * nf, nf, 3, 1)
        self.conv7, self.conv8 = norm(nf, nf, 3, 1), norm(nf, nf, 3, 1)
        self.conv9 = nn.Conv2d(nf, 1, 3, 1, 1)

    def forward(self, x):
        act = lambda y: F.leaky_relu(y, 0.2)
        up = lambda y: F.interpolate(y, scale_factor=2, mode='bilinear', align_corners=False)
        x0 = act(self.conv0(x))
        x1 = act(self.conv1(x0))
        x2 = act(self.conv2(x1))
        x3 = act(self.conv3(x2))
        x4 = act(self.conv4(up(x3))) + x2
        x5 = act(self.conv5(up(x4))) + x1
        x6 = act(self.conv6(up(x5))) + x0
        return self.conv9(act(self.conv8(act(self.conv7(x6)))))


def file(name, iteration):
    return os.path.join(folder, f'{name}_{iteration}.pth')


g, average, d = Generator(), Generator(), Discriminator()
weights = torch.load(file('net_g', first))
g.load_state_dict(weights['params'], strict=True)
average.load_state_dict(weights['params_ema'], strict=True)
d.load_state_dict(torch.load(file('net_d', first))['params'], strict=True)
adam = [torch.optim.Adam(net.parameters(), lr=lr, betas=(0.9, 0.99), weight_decay=0.01) for net, lr in ((g, 1e-3), (d, 5e-4))]
schedules = [torch.optim.lr_scheduler.MultiStepLR(each, [2], 0.5) for each in adam]
path = os.path.join(folder, f'{first}.state')
if os.path.exists(path):
    state = torch.load(path)
    assert state['iter'] == first and len(state['optimizers']) == 2 and len(state['schedulers']) == 2
    for each, stored in zip(adam + schedules, state['optimizers'] + state['schedulers']):
        each.load_state_dict(stored)
batches = torch.load(os.path.join(folder, 'batches.pth'))
judge = lambda x, real: F.binary_cross_entropy_with_logits(x, torch.full_like(x, float(real)))
for iteration in range(first + 1, last + 1):
    if iteration > 1:
        for each in schedules:
            each.step()
    lq, gt = batches[iteration - 1]
    d.requires_grad_(False)
    adam[0].zero_grad()
    output = g(lq)
    (F.l1_loss(output, gt) + 0.1 * judge(d(output), True)).backward()
    adam[0].step()
    d.requires_grad_(True)
    adam[1].zero_grad()
    judge(d(gt), True).backward()
    judge(d(output.detach()), False).backward()
    adam[1].step()
    with torch.no_grad():
        for a, b in zip(average.parameters(), g.parameters()):
            a.mul_(0.5).add_(b, alpha=0.5)
torch.save({'params': g.state_dict(), 'params_ema': average.state_dict()}, file('net_g', last))
torch.save({'params': d.state_dict()}, file('net_d', last))
torch.save({
    'epoch': 0, 'iter': last,
    'optimizers': [each.state_dict() for each in adam],
    'schedulers': [each.state_dict() for each in schedules]}, os.path.join(folder, f'{last}.state'))
