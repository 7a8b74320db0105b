"""The square code that a phone reads: made here, so that no other service learns the address."""

from io import BytesIO

import segno

# A quarter of it may be hidden by a fold or a stain.
CORRECTS = "q"


def qr_svg(address: str) -> str:
    out = BytesIO()
    code = segno.make_qr(address, error=CORRECTS, boost_error=False)
    code.save(out, kind="svg", xmldecl=False, svgclass=None, lineclass=None, dark="#000", light="#fff", omitsize=True)
    return out.getvalue().decode()


def in_print(address: str) -> str:
    """As people type it."""
    return (address.partition("://")[2] or address).rstrip("/")
