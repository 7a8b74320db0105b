"""A process that dies the moment it opens a socket, whatever library does it: the kernel sees to it.

`python -m tests.unit.without_sockets sheet` makes a sheet in such a process, `… package` has typst fetch a package.
"""

import ctypes
import os
import platform
import struct
import sys
from pathlib import Path

NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 38, 22, 2
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, KILL_THE_PROCESS = 0x7FFF0000, 0x80000000
SOCKET = {"x86_64": 41, "aarch64": 198}
ROOT = Path(__file__).resolve().parents[2]


def forbid_sockets() -> None:
    steps = (
        (LOAD, 0, 0, 0),
        (JUMP_IF_EQUAL, 0, 1, SOCKET[platform.machine()]),
        (RETURN, 0, 0, KILL_THE_PROCESS),
        (RETURN, 0, 0, ALLOW),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.prctl(SET_SECCOMP, FILTER, program, 0, 0):
        raise OSError(ctypes.get_errno(), "The kernel does not let this process give up its sockets")


def make_a_sheet() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "clinic.settings"
    import django

    django.setup()
    from tests.unit.made_up_records import document
    from tests.unit.sheets_read import made
    from treatments.protocol_file import read_protocol

    protocol = read_protocol(str(ROOT / "treatments/protocols/milia.yaml"))
    return sum(
        len(made(document(protocol, method), large=large)) for method in protocol.methods for large in (False, True)
    )


def fetch_a_package() -> int:
    import typst

    source = b'#import "@preview/example:0.1.0": add\n#add(1, 2)'
    return len(typst.Compiler().compile(input=source, format="pdf"))


if __name__ == "__main__":
    forbid_sockets()
    print(make_a_sheet() if sys.argv[1] == "sheet" else fetch_a_package())
