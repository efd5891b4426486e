"""Whose program is at the other end of a connection on this machine, where the system tells it (Linux)."""

import ipaddress
import struct
from pathlib import Path

TABLES = Path("/proc/self/net")
_ESTABLISHED = b"01"
_TRIES = 3
# A table read while sockets come and go may leave out a line.

Address = tuple[str, int]


def peer_uid(client: Address, server: Address, tables: Path = TABLES) -> int | None:
    """Return the user id that owns the client's end of a connection; None where the system does not tell.

    Only a connection that stands counts: sockets that nobody holds any more are listed as root's.

    Args:
        client: Address and port of the client's end, as the server sees them.
        server: Address and port of the server's end.
        tables: Folder with the system's lists ``tcp`` and ``tcp6``.
    """
    for _ in range(_TRIES):
        owners = {
            owner
            for name, mapped in (("tcp", False), ("tcp6", True))
            for owner in _owners(
                tables / name, _written(client, mapped=mapped), _written(server, mapped=mapped)
            )
        }
        if owners:
            # Two owners of one connection: the system contradicts itself, so it tells nothing.
            return owners.pop() if len(owners) == 1 else None
    return None


def _owners(table: Path, ours: bytes, theirs: bytes) -> list[int]:
    """Return the user ids of the sockets from one end to the other."""
    if not ours or not theirs:
        return []
    try:
        text = table.read_bytes()
    except OSError:
        return []
    ends = ours + b" " + theirs + b" " + _ESTABLISHED + b" "
    found = []
    for line in text.splitlines():
        if ends not in line:
            continue
        # sl local remote st queues timer retransmits uid timeout inode ...
        cells = line.split()
        if cells[1:4] == [ours, theirs, _ESTABLISHED] and cells[9] != b"0":
            found.append(int(cells[7]))
    return found


def _written(address: Address, *, mapped: bool) -> bytes:
    """Return an end of a connection as the lists write it; a version 4 address in the list of version 6 when ``mapped``."""
    try:
        place = ipaddress.ip_address(address[0])
    except ValueError:
        return b""
    if isinstance(place, ipaddress.IPv6Address) and place.ipv4_mapped:
        place = place.ipv4_mapped
    if isinstance(place, ipaddress.IPv4Address):
        if mapped:
            place = ipaddress.IPv6Address(b"\0" * 10 + b"\xff\xff" + place.packed)
    elif not mapped:
        return b""
    words = struct.unpack(f"={len(place.packed) // 4}I", place.packed)
    return f"{''.join(f'{word:08X}' for word in words)}:{address[1]:04X}".encode()
