"""Wrong addresses of sheets, counted by where they come from, so that nobody goes through many of them."""

from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from django.core.cache import cache
from django.http import HttpRequest

from clinic.accounts.sign_in import client_address

MOST_IN_A_MINUTE = 20
A_MINUTE = 60
# What one household or one server is given of the new addresses.
ONE_PLACE = 64


def too_many(request: HttpRequest, at: datetime) -> bool:
    """Right ones are answered all the same: a ward or a household shares one place, and nobody there shall be kept
    from reading what to do by what somebody else tried.
    """
    return cache.get(_key(request, at), 0) >= MOST_IN_A_MINUTE


def note_wrong(request: HttpRequest, at: datetime) -> None:
    """Two at one moment may count as one; a guess of 128 bits needs no better fence."""
    key = _key(request, at)
    cache.set(key, cache.get(key, 0) + 1, 2 * A_MINUTE)


def _key(request: HttpRequest, at: datetime) -> str:
    return f"sheet-guesses:{_place(client_address(request))}:{int(at.timestamp()) // A_MINUTE}"


def _place(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(ip_network((found, ONE_PLACE), strict=False).network_address)
    return str(found)
