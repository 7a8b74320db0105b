"""A picture as somebody sent it, made into one that can be kept: decoded, upright, sRGB, JPEG, nothing else in it.

Run as a program it does that to what comes on standard input, within limits: `apart.py` starts it. Plain Python and
Pillow, because what decodes strangers' files should know nothing of the clinic.
"""

import io
import json
import resource
import sys
import warnings
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageCms, ImageFile

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE, THUMBNAIL_SIDE = 2_400, 320
QUALITY, THUMBNAIL_QUALITY = 90, 80
# For one picture of fifty million pixels, with room to spare.
MOST_MEMORY, MOST_SECONDS = 1_500 * 1024 * 1024, 20
PAPER = (255, 255, 255)
ORIENTATION = 0x0112
TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"}


class Fault(StrEnum):
    UNREADABLE = "unreadable"
    OTHER_KIND = "other_kind"
    MOVING = "moving"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    BUSY = "busy"


class NotAPicture(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Picture:
    jpeg: bytes
    thumbnail: bytes
    width: int
    height: int


def cleaned(sent: bytes) -> Picture:
    """By its content only; its name and what the browser calls it are not asked."""
    if not sent:
        raise NotAPicture(Fault.UNREADABLE)
    if len(sent) > MOST_BYTES:
        raise NotAPicture(Fault.TOO_LARGE)
    kind = kind_of(sent)
    if kind is None:
        raise NotAPicture(Fault.OTHER_KIND)
    with warnings.catch_warnings():
        # Pillow alone only warns above its limit.
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _picture(_opened(sent, kind))
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise NotAPicture(Fault.TOO_MANY_PIXELS) from None
        # Decoders of damaged files raise many kinds, and every one means the same to the person who sent it.
        except (OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError, KeyError, RuntimeError, MemoryError):
            raise NotAPicture(Fault.UNREADABLE) from None


def kind_of(sent: bytes) -> str | None:
    """The one decoder that may look at this."""
    if sent.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if sent.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if sent[:4] == b"RIFF" and sent[8:12] == b"WEBP":
        return "WEBP"
    if sent[4:8] == b"ftyp" and sent[8:12] in HEIC_BRANDS:
        return "HEIF"
    return None


def _opened(sent: bytes, kind: str) -> Image.Image:
    """Its size is known, and nothing of it is decoded yet."""
    if kind == "HEIF":
        _learn_heic()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    image = Image.open(io.BytesIO(sent), formats=[kind])
    # Phones put a second still beside a JPEG or HEIC; in the other kinds more frames are a film.
    if kind in ("PNG", "WEBP") and getattr(image, "is_animated", False):
        raise NotAPicture(Fault.MOVING)
    return image


def _learn_heic() -> None:
    """Only the picture itself: not its depth, its own thumbnail or what else a phone puts beside it."""
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


def _picture(image: Image.Image) -> Picture:
    # A large JPEG is decoded at a half or a quarter where that is still enough.
    image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    turned = TURNED.get(_orientation(image))
    profile = image.info.get("icc_profile")
    image = _in_eight_bits(image)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    image = _on_paper(_in_srgb(image, profile))
    if turned is not None:
        image = image.transpose(turned)
    small = image.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return Picture(_jpeg(image, QUALITY), _jpeg(small, THUMBNAIL_QUALITY), image.width, image.height)


def _orientation(image: Image.Image) -> int:
    try:
        return image.getexif().get(ORIENTATION, 1)
    except Exception:
        # A picture with damaged notes is still a picture.
        return 1


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """In a mode that can be made smaller without loss of tones: grey, RGB or CMYK, with or without transparency."""
    if image.mode.startswith("I;16") or image.mode == "I":
        return image.convert("I").point(lambda value: value / 257).convert("L")
    if image.mode == "P" or "transparency" in image.info:
        return image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        return image
    return image.convert("RGBA" if image.mode in ("PA", "La", "RGBa") else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """By its own colour profile; one that is damaged or of another mode is left aside."""
    if profile and image.mode in ("L", "RGB", "CMYK"):
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            return image.convert("RGB")
    if profile and image.mode == "RGBA":
        colours = _in_srgb(image.convert("RGB"), profile)
        colours.putalpha(image.getchannel("A"))
        return colours
    return image


def _on_paper(image: Image.Image) -> Image.Image:
    if image.mode not in ("RGBA", "LA"):
        return image.convert("RGB")
    image = image.convert("RGBA")
    paper = Image.new("RGB", image.size, PAPER)
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _jpeg(image: Image.Image, quality: int) -> bytes:
    # Pillow would carry a comment over.
    image.info.clear()
    out = io.BytesIO()
    # Colours in full: how red the skin is can be what the picture is for.
    image.save(out, "JPEG", quality=quality, subsampling="4:4:4")
    return out.getvalue()


def keep_within_limits() -> None:
    limits = {
        resource.RLIMIT_AS: MOST_MEMORY,
        resource.RLIMIT_CPU: MOST_SECONDS,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
    }
    for limit, most in limits.items():
        resource.setrlimit(limit, (most, most))


def main() -> None:
    keep_within_limits()
    try:
        picture = cleaned(sys.stdin.buffer.read(MOST_BYTES + 1))
    except NotAPicture as refusal:
        sys.stdout.write(json.dumps({"fault": refusal.fault.value}) + "\n")
        return
    head = {"width": picture.width, "height": picture.height, "jpeg": len(picture.jpeg)}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + picture.jpeg + picture.thumbnail)


if __name__ == "__main__":
    main()
