"""Training samples by torch's DataLoader, doing what the official data sets do, for comparison.

Reads a job (see job.ts) from the file named on the command line and prints one line of JSON: seconds for the samples that count,
and the peak resident memory of the process.
"""

import importlib.util
import json
import os
import pathlib
import random
import sys
import time

import cv2
import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset

from peak_memory import peak_memory


def sibling(path):
    """The operations of the degradation, from the bench of that name."""
    spec = importlib.util.spec_from_file_location("degrade_pytorch", pathlib.Path(__file__).parent / path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tensor(picture):
    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1))).float().div(255)


def augment(pictures):
    hflip, vflip, transpose = (random.random() < 0.5 for _ in range(3))
    out = []
    for picture in pictures:
        if hflip:
            picture = picture[:, ::-1]
        if vflip:
            picture = picture[::-1]
        if transpose:
            picture = picture.transpose(1, 0, 2)
        out.append(picture)
    return out


def read(path):
    return cv2.cvtColor(cv2.imread(path, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def length(job):
    """Samples that count, with those before and after them."""
    return job["count"] + 2 * job["ahead"] * job["batch"]


class Groups(Dataset):
    def __init__(self, job):
        self.job = job

    def __len__(self):
        return length(self.job)

    def __getitem__(self, index):
        files = self.job["files"][index % len(self.job["files"])]
        pictures = [read(self.job["root"] + "/" + name) for name in files]
        refs = pictures[1:]
        random.shuffle(refs)
        gt, *refs = augment([pictures[0], *refs])
        size = gt.shape[0]
        low = Image.fromarray(np.ascontiguousarray(gt)).resize((size // 4, size // 4), Image.BICUBIC)
        up = low.resize((size, size), Image.BICUBIC)
        return tensor(gt), tensor(np.array(low)), tensor(np.array(up)), torch.stack([tensor(ref) for ref in refs])


class Degraded(Dataset):
    def __init__(self, job):
        self.job = job
        self.degrade = sibling("../degrade/pytorch.py").degrade
        for recipe, kernels in zip(job["recipes"], job["weights"]):
            for step, weights in zip(recipe["steps"], kernels):
                if weights:
                    step["tensor"] = torch.tensor(weights, dtype=torch.float32).view(1, 21, 21)

    def __len__(self):
        return length(self.job)

    def __getitem__(self, index):
        (name,) = self.job["files"][index % len(self.job["files"])]
        (picture,) = augment([read(self.job["root"] + "/" + name)])
        height, width = picture.shape[:2]
        below, right = max(0, 400 - height), max(0, 400 - width)
        picture = cv2.copyMakeBorder(np.ascontiguousarray(picture), 0, below, 0, right, cv2.BORDER_REFLECT_101)
        top, left = random.randint(0, picture.shape[0] - 400), random.randint(0, picture.shape[1] - 400)
        gt = tensor(picture[top : top + 400, left : left + 400])[None]
        with torch.no_grad():
            lq, gt = self.degrade(gt, self.job["recipes"][index % len(self.job["recipes"])])
        return gt[0], lq[0]


def processor_seconds(processes):
    """Of processes so far, by Linux's account; None elsewhere."""
    total = 0
    for process in processes:
        try:
            fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def main():
    with open(sys.argv[1]) as file:
        job = json.load(file)
    torch.set_num_threads(1)
    cv2.setNumThreads(0)
    kind = Groups if job["kind"] == "groups" else Degraded
    loader = iter(DataLoader(kind(job), batch_size=job["batch"], num_workers=job["threads"], drop_last=True))
    for _ in range(job["ahead"]):
        next(loader)
    processes = [os.getpid(), *(worker.pid for worker in loader._workers)]
    before = processor_seconds(processes)
    start = time.perf_counter()
    for _ in range(job["count"] // job["batch"]):
        next(loader)
    seconds = time.perf_counter() - start
    after = processor_seconds(processes)
    processor = None if after is None else after - before
    print(json.dumps({"seconds": seconds, "processorSeconds": processor, "peakBytes": peak_memory(), "version": torch.__version__}))


if __name__ == "__main__":
    main()
