"""The face in 21 regions, version 1. Seen as somebody facing the patient sees it; anatomy, so it never changes.

Regions of the patient's left are those of the right, mirrored. `centre` is where the widest circle fits.
"""

from django.utils.translation import gettext_lazy as _

VERSION = 1
WIDTH, HEIGHT = 480, 640

ZONES = (
    ("forehead", _("Forehead and temples")),
    ("eyes", _("Around the eyes")),
    ("cheeks", _("Cheeks")),
    ("nose", _("Nose")),
    ("mouth", _("Mouth, chin and jaw")),
)

# Code, zone, as clinicians call it, as patients call it, centre, corners. "·" stands for R and L.
REGIONS = (
    (
        "FHC",
        "forehead",
        _("Forehead, centre"),
        _("Middle of the forehead"),
        (240, 78),
        "160,140 320,140 320,26 300,20 240,16 180,20 160,26",
    ),
    (
        "FH·",
        "forehead",
        _("Forehead, side"),
        _("Side of the forehead"),
        (116, 96),
        "160,140 160,26 128,36 86,66 56,108 46,140",
    ),
    (
        "TM·",
        "forehead",
        _("Temple"),
        _("Side of the head by the eye"),
        (67, 201),
        "96,262 96,140 46,140 40,160 36,214 39,262",
    ),
    (
        "UL·",
        "eyes",
        _("Upper eyelid and brow bone"),
        _("Upper eyelid"),
        (152, 171),
        "96,140 96,202 209,202 209,140",
    ),
    ("LL·", "eyes", _("Lower eyelid"), _("Lower eyelid"), (152, 232), "96,202 96,262 209,262 209,202"),
    ("UE·", "eyes", _("Under-eye, bony rim"), _("Under the eye"), (145, 292), "106,262 106,322 184,322 184,262"),
    (
        "OC·",
        "cheeks",
        _("Outer cheek"),
        _("Outer cheek"),
        (75, 300),
        "106,404 106,262 39,262 40,270 50,330 68,392 73,404",
    ),
    (
        "IC·",
        "cheeks",
        _("Inner cheek"),
        _("Cheek near the nose"),
        (141, 381),
        "106,440 176,440 176,340 184,340 184,322 106,322",
    ),
    ("NSB", "nose", _("Nose bridge"), _("Top of the nose"), (240, 201), "209,140 209,262 271,262 271,140"),
    ("NST", "nose", _("Nose tip and wings"), _("Tip of the nose"), (240, 301), "184,262 184,340 296,340 296,262"),
    ("ULP", "mouth", _("Upper lip skin"), _("Above the lip"), (240, 369), "176,340 176,398 304,398 304,340"),
    (
        "JW·",
        "mouth",
        _("Jaw"),
        _("Jaw"),
        (148, 474),
        "184,440 106,440 106,404 73,404 94,452 130,508 172,560 184,571",
    ),
    (
        "CHN",
        "mouth",
        _("Chin"),
        _("Chin"),
        (240, 496),
        "296,440 184,440 184,571 206,590 240,600 274,590 296,571",
    ),
)

# Regions whose bumps can sit on the edge of a lid.
LIDS = frozenset({"ULR", "ULL", "LLR", "LLL"})

# How a region is drawn where its corners would look odd; a tap still goes by the corners.
DRAWN = {"IC·": "106,440 176,440 178,322 106,322"}
