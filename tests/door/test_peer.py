"""The user at the other end of a connection, from the system's own lists."""

import os
import socket
import sys
from pathlib import Path

import pytest
from helpers.raw_http import NOBODY, as_nobody

from dash.door.peer import peer_uid

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
CLIENT, SERVER = ("127.0.0.1", 0x9C40), ("127.0.0.1", 0x2135)
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells")


def line(
    uid: int, local: str = "0100007F:9C40", remote: str = "0100007F:2135", state: str = "01", inode: int = 7
) -> str:
    return f"   0: {local} {remote} {state} 00000000:00000000 00:00000000 00000000 {uid:5d}        0 {inode} 1 x 0\n"


def lists(folder: Path, tcp: str = "", tcp6: str = "") -> Path:
    (folder / "tcp").write_text(HEAD + tcp)
    (folder / "tcp6").write_text(HEAD + tcp6)
    return folder


@pytest.mark.parametrize(
    ("tcp", "tcp6", "uid"),
    [
        (line(1000), "", 1000),
        (
            "",
            line(1000, "0000000000000000FFFF00000100007F:9C40", "0000000000000000FFFF00000100007F:2135"),
            1000,
        ),
        ("", "", None),
        # The server's own end of the connection is not the client's.
        (line(0, "0100007F:2135", "0100007F:9C40"), "", None),
        (line(1000) + line(0, "0100007F:2135", "0100007F:9C40"), "", 1000),
        # Sockets that nobody holds any more are listed as root's.
        (line(0, state="06", inode=0), "", None),
        (line(0, state="05", inode=0), "", None),
        (line(0, inode=0), "", None),
        # Two owners: contradictory.
        (line(1000) + line(1001), "", None),
        # Another port of the same user.
        (line(1000, "0100007F:9C41"), "", None),
    ],
)
@pytest.mark.skipif(sys.byteorder != "little", reason="the lists are written in the machine's own order")
def test_the_owner_of_the_clients_end(tmp_path: Path, tcp: str, tcp6: str, uid: int | None) -> None:
    assert peer_uid(CLIENT, SERVER, lists(tmp_path, tcp, tcp6)) == uid


def test_without_lists_nothing_is_told(tmp_path: Path) -> None:
    assert peer_uid(CLIENT, SERVER, tmp_path / "none") is None
    assert peer_uid(("not an address", 1), SERVER, lists(tmp_path)) is None


def _connected(family: int, host: str) -> tuple[socket.socket, socket.socket]:
    with socket.socket(family) as listening:
        listening.bind((host, 0))
        listening.listen()
        client = socket.create_connection(listening.getsockname()[:2])
        server, _ = listening.accept()
    return client, server


@linux
@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_an_own_connection_is_ones_own_until_it_is_closed(family: int, host: str) -> None:
    try:
        client, server = _connected(family, host)
    except OSError:
        pytest.skip("no such addresses on this machine")
    with server:
        ends = server.getpeername()[:2], server.getsockname()[:2]
        with client:
            assert peer_uid(*ends) == os.geteuid()
        assert peer_uid(*ends) is None


@linux
@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can act as another user"
)
def test_another_users_connection_is_told() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        place = listening.getsockname()

        def seen() -> int | None:
            with socket.create_connection(place) as client:
                return peer_uid(client.getsockname(), place)

        assert as_nobody(seen) == NOBODY
