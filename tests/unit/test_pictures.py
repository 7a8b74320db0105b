"""A photo as it was sent becomes a plain upright JPEG, or a clear no; by the numbers of the list of bad inputs."""

import io
import random

import pytest
from PIL import Image

from consultations.photos.pictures import LONGEST_SIDE, THUMBNAIL_SIDE, Fault, NotAPicture, cleaned
from tests.unit import made_up_pictures as made_up
from tests.unit.made_up_pictures import BLUE, RED, face, photo, saved

KINDS = ["JPEG", "PNG", "WEBP", "HEIF"]


def fault_of(sent):
    with pytest.raises(NotAPicture) as refused:
        cleaned(sent)
    return refused.value.fault


def seen(jpeg):
    return Image.open(io.BytesIO(jpeg))


def colour(jpeg, across=0.5, down=0.5):
    image = seen(jpeg).convert("RGB")
    return image.getpixel((int(across * (image.width - 1)), int(down * (image.height - 1))))


def alike(one, other, *, within=14):
    return all(abs(a - b) <= within for a, b in zip(one, other, strict=True))


def markers(jpeg):
    """Of the segments before the picture itself."""
    found, place = [], 2
    while jpeg[place + 1] != 0xDA:
        found.append(jpeg[place + 1])
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4])
    return found


JFIF, TABLES, FRAME = 0xE0, {0xDB, 0xC4}, 0xC0


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_that_is_taken_becomes_a_jpeg_with_a_thumbnail(kind):
    picture = cleaned(saved(face(800, 600), kind))

    assert seen(picture.jpeg).format == seen(picture.thumbnail).format == "JPEG"
    assert (picture.width, picture.height) == seen(picture.jpeg).size == (800, 600)
    assert seen(picture.thumbnail).size == (THUMBNAIL_SIDE, 240)
    assert alike(colour(picture.jpeg, down=0.2), RED)
    assert alike(colour(picture.jpeg, down=0.8), BLUE)


def test_the_same_file_gives_the_same_bytes():
    assert cleaned(photo()) == cleaned(photo())


def test_a_large_photo_is_made_smaller_and_a_small_one_is_not_made_larger():
    large = cleaned(photo(4032, 3024))

    assert (large.width, large.height) == (LONGEST_SIDE, 1800)
    assert alike(colour(large.jpeg, down=0.2), RED)
    assert cleaned(photo(20, 10)).width == 20


BROKEN = {
    "72 zero bytes": b"",
    "72 random bytes that begin like a JPEG": b"\xff\xd8\xff" + random.Random(72).randbytes(5_000),
    "72 random bytes that begin like a PNG": b"\x89PNG\r\n\x1a\n" + random.Random(72).randbytes(5_000),
    "72 random bytes that begin like a WebP": b"RIFF\x00\x10\x00\x00WEBP" + random.Random(72).randbytes(5_000),
    "72 random bytes that begin like a HEIC": b"\0\0\0\x18ftypheic" + random.Random(72).randbytes(5_000),
    **{f"72 half a {kind}": saved(face(800, 600), kind)[: len(saved(face(800, 600), kind)) // 2] for kind in KINDS},
    "84 a JPEG cut at its end": photo(800, 600)[:-900],
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_broken_is_no_readable_picture(case):
    assert fault_of(BROKEN[case]) == Fault.UNREADABLE


@pytest.mark.parametrize("side", [10_000, 50_000])
def test_73_74_a_small_file_that_promises_too_many_pixels_is_refused_before_it_is_decoded(side, monkeypatch):
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda image: pytest.fail("it was decoded"))
    sent = made_up.empty_png(side, side)

    assert len(sent) < 2_000
    assert fault_of(sent) == Fault.TOO_MANY_PIXELS


def test_73_the_camera_of_forty_eight_million_pixels_is_not_too_many():
    assert cleaned(saved(Image.new("L", (8064, 6048)), "PNG")).width == LONGEST_SIDE


OTHER_KINDS = {
    "75 SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "75 HTML": b"<!doctype html><script>alert(1)</script>",
    "75 PDF": b"%PDF-1.7\n1 0 obj\n",
    "75 ZIP": b"PK\x03\x04" + b"\0" * 40,
    **{f"76 {kind}": saved(face(), kind) for kind in ("EPS", "TIFF", "ICO", "GIF", "BMP", "PPM", "TGA", "PCX")},
    "76 PSD": b"8BPS\0\x01" + b"\0" * 40,
    "76 AVIF": saved(face(), "AVIF"),
    "76 GIF with a script": b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)",
    "85 EICAR": rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
}


@pytest.mark.parametrize("case", OTHER_KINDS)
def test_other_kinds_are_refused_by_what_is_in_them(case):
    assert fault_of(OTHER_KINDS[case]) == Fault.OTHER_KIND


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_76_a_film_is_refused(kind):
    assert fault_of(made_up.moving(kind)) == Fault.MOVING


def test_77_of_a_heic_with_more_than_one_picture_the_first_is_kept():
    sent = saved(face(), "HEIF", save_all=True, append_images=[Image.new("RGB", (30, 30))])

    assert (cleaned(sent).width, cleaned(sent).height) == (80, 60)


def test_78_the_place_where_a_photo_was_taken_is_gone():
    sent = made_up.with_place()
    assert made_up.GPS in seen(sent).getexif()

    picture = cleaned(sent)

    for jpeg in (picture.jpeg, picture.thumbnail):
        assert dict(seen(jpeg).getexif()) == {}
        assert set(markers(jpeg)) == {JFIF, FRAME} | TABLES


@pytest.mark.parametrize("kind", KINDS)
def test_78_no_kind_brings_its_notes_along(kind):
    exif = Image.Exif()
    exif[made_up.GPS] = {1: "N", 2: (51.0, 30.0, 0.0)}
    exif[made_up.MAKER] = "somebody's telephone"

    picture = cleaned(saved(face(), kind, exif=exif))

    assert set(markers(picture.jpeg)) == {JFIF, FRAME} | TABLES
    assert b"telephone" not in picture.jpeg


# Where the red half of the picture is when it is shown, for every way a camera can be held.
UP, DOWN, START, END = (0.5, 0.1), (0.5, 0.9), (0.1, 0.5), (0.9, 0.5)
RED_IS = {1: UP, 2: UP, 3: DOWN, 4: DOWN, 5: START, 6: END, 7: END, 8: START}


@pytest.mark.parametrize("orientation", RED_IS)
def test_78_a_photo_is_kept_the_way_up_it_was_taken(orientation):
    picture = cleaned(made_up.lying(orientation))

    assert (picture.width, picture.height) == ((80, 60) if orientation < 5 else (60, 80))
    for jpeg in (picture.jpeg, picture.thumbnail):
        assert alike(colour(jpeg, *RED_IS[orientation]), RED)
        assert made_up.ORIENTATION not in seen(jpeg).getexif()


def test_78_a_heic_of_a_telephone_held_upright_is_upright():
    exif = Image.Exif()
    exif[made_up.ORIENTATION] = 6

    picture = cleaned(saved(face(), "HEIF", exif=exif.tobytes()))

    assert (picture.width, picture.height) == (60, 80)
    assert alike(colour(picture.jpeg, *END), RED)


def test_79_a_script_in_notes_comment_or_colour_profile_is_gone():
    assert b"<script>" in made_up.with_place()

    picture = cleaned(made_up.with_place())

    assert b"script" not in picture.jpeg + picture.thumbnail


TWO_IN_ONE = {"80 JPEG and JavaScript": b"*/=alert(1)//", "80 JPEG and ZIP": b"PK\x03\x04PK\x05\x06" + b"\0" * 18}


@pytest.mark.parametrize("case", TWO_IN_ONE)
def test_of_two_files_in_one_only_the_picture_is_kept(case):
    picture = cleaned(photo() + TWO_IN_ONE[case])

    assert picture == cleaned(photo())
    assert picture.jpeg.endswith(b"\xff\xd9")


SHADES = {
    "83 CMYK": (saved(Image.new("CMYK", (40, 30), (0, 255, 255, 0)), "JPEG"), (255, 0, 0)),
    "83 sixteen bits": (saved(Image.frombytes("I;16", (40, 30), b"\x00\x80" * 1200), "PNG"), (128, 128, 128)),
    "83 grey and alpha": (saved(Image.new("LA", (40, 30), (0, 128)), "PNG"), (127, 127, 127)),
    "83 transparent": (saved(Image.new("RGBA", (40, 30), (255, 0, 0, 0)), "PNG"), (255, 255, 255)),
    "83 one bit": (saved(Image.new("1", (40, 30), 1), "PNG"), (255, 255, 255)),
    "83 palette": (saved(Image.new("RGB", (40, 30), RED).quantize(4), "PNG"), RED),
    "83 palette with a transparent colour": (
        saved(Image.new("RGB", (40, 30), RED).quantize(4), "PNG", transparency=0),
        (255, 255, 255),
    ),
    "83 grey": (saved(Image.new("L", (40, 30), 90), "JPEG"), (90, 90, 90)),
}


@pytest.mark.parametrize("case", SHADES)
def test_every_way_of_storing_colours_is_shown_right(case):
    sent, wanted = SHADES[case]

    assert alike(colour(cleaned(sent).jpeg), wanted, within=4)


@pytest.mark.parametrize(("size", "kept"), [((1, 1), (1, 1)), ((1, 50_000), (1, 2_400)), ((50_000, 1), (2_400, 1))])
def test_83_the_smallest_and_the_thinnest_picture_are_kept(size, kept):
    picture = cleaned(saved(Image.new("RGB", size, RED), "PNG"))

    assert (picture.width, picture.height) == kept
    assert alike(colour(picture.thumbnail), RED)


def test_83_colours_are_read_by_the_profile_they_were_stored_with():
    sent = saved(Image.new("RGB", (40, 30), (255, 0, 0)), "PNG", icc_profile=made_up.swapped_profile())

    assert alike(colour(cleaned(sent).jpeg), (0, 255, 0))


def test_83_a_profile_of_another_kind_of_colours_is_left_aside():
    sent = saved(Image.new("L", (40, 30), 90), "JPEG", icc_profile=made_up.swapped_profile())

    assert alike(colour(cleaned(sent).jpeg), (90, 90, 90))
