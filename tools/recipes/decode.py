"""Decodes the JPEG files of a folder, by name, into one file of RGB bytes. Upright pictures are mirrored along their diagonal.

Usage: python3 decode.py FOLDER FILE
"""
import sys
from pathlib import Path

from PIL import Image

folder, target = sys.argv[1:]
with open(target, "wb") as out:
    for file in sorted(Path(folder).glob("*.jpg"), key=lambda path: path.name):
        picture = Image.open(file).convert("RGB")
        if picture.height > picture.width:
            picture = picture.transpose(Image.Transpose.TRANSPOSE)
        out.write(picture.tobytes())
