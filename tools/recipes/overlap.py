"""Looks for test pictures among training pictures: by digest, and for a patch of each of them, at many sizes and mirrored, by
normalised correlation, which is 1 for the same patch whatever its brightness and contrast. Needs OpenCV.

Usage: python3 overlap.py TRAINING_FOLDER TEST_FOLDER...
"""
import hashlib
import sys
from pathlib import Path

import cv2

PATCH = 72
SMALLEST_SIDE = 144


def grey(path):
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    scale = SMALLEST_SIDE / min(picture.shape)
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


training, *tests = sys.argv[1:]
files = [path for path in sorted(Path(training).iterdir()) if path.suffix in (".jpg", ".png")]
pictures = [(path.name, grey(path)) for path in files]
digests = {digest(path): path.name for path in files}
for folder in tests:
    for path in sorted(Path(folder).glob("*_HR.png")):
        if digest(path) in digests:
            print(f"{path}: the same file as {digests[digest(path)]}")
        whole = grey(path)
        best = (0.0, "", 0.0)
        for mirrored in (False, True):
            for size in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5):
                sized = cv2.resize(whole, None, fx=size, fy=size, interpolation=cv2.INTER_AREA)
                top, left = (sized.shape[0] - PATCH) // 2, (sized.shape[1] - PATCH) // 2
                patch = sized[top : top + PATCH, left : left + PATCH]
                if mirrored:
                    patch = cv2.flip(patch, 1)
                for name, picture in pictures:
                    found = float(cv2.matchTemplate(picture, patch, cv2.TM_CCOEFF_NORMED).max())
                    best = max(best, (found, name, size))
        print(f"{Path(folder).name} {path.name}: {best[0]:.3f} in {best[1]} at {best[2]} times the size", flush=True)
