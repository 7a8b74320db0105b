"""Pictures for the tests of photos: good ones, and the hostile and broken ones of the list of bad inputs."""

import io
import struct
import zlib
from typing import Any

import pillow_heif
from PIL import Image, ImageCms

pillow_heif.register_heif_opener()
RED, BLUE = (200, 40, 40), (40, 40, 200)
GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def saved(image: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def face(width: int = 80, height: int = 60) -> Image.Image:
    """Red above, blue below, so that one sees which way up it is."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (0, height // 2, width, height))
    return image


def photo(width: int = 80, height: int = 60, **how: Any) -> bytes:
    return saved(face(width, height), **how)


def lying(orientation: int = 6) -> bytes:
    """As a phone held upright stores it: the sensor's picture, and a note which side is up."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return photo(exif=exif)


def with_place() -> bytes:
    exif = Image.Exif()
    exif[MAKER] = "<script>alert(1)</script>"
    exif[GPS] = {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)}
    return photo(exif=exif, comment=b"<script>alert(2)</script>", icc_profile=b"<script>alert(3)</script>")


def moving(kind: str) -> bytes:
    return saved(face(), kind, save_all=True, append_images=[face().rotate(180)], duration=100)


def empty_png(width: int, height: int) -> bytes:
    """A header that promises so many pixels, in a few hundred bytes."""
    rows = zlib.compress(b"\0" * 100_000, 9)
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def swapped_profile() -> bytes:
    """The profile of a screen whose red lamp is green and whose green lamp is red."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"????", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"????", b"gXYZ", 1)
