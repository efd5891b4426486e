"""The secrets of one start of the server: the token a person types, those browsers keep, and the mark of a socket let in."""

import hashlib
import hmac
import secrets

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that is read as another."""
_GROUPS, _LENGTH = 5, 4
# 31 ** 20 possibilities: 99 bits, too many to try.


class Key:
    """All secrets of one start; gone with the server.

    Attributes:
        token: What a person types, in groups.
        mark: What the door writes on a socket it let in, for the pages to see. It never leaves the server.
    """

    def __init__(self) -> None:
        """Draw new secrets."""
        self.token = "-".join(
            "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(_GROUPS)
        )
        self.mark = secrets.token_urlsafe(32)
        self._browsers: set[bytes] = set()

    def fits(self, typed: str) -> bool:
        """Tell whether somebody typed the token; capitals, spaces and dashes do not matter."""
        return hmac.compare_digest(_plain(typed), _plain(self.token))

    def new_browser(self) -> str:
        """Return a secret for a browser that showed the token."""
        given = secrets.token_urlsafe(32)
        self._browsers.add(_hashed(given))
        return given

    def knows(self, shown: str) -> bool:
        """Tell whether a browser shows a secret that was given to it."""
        return _hashed(shown) in self._browsers

    def proof(self, challenge: str) -> str:
        """Return what only a holder of the token can answer, so that ``ketamine-dash open`` knows its own server."""
        return hmac.new(_plain(self.token), challenge.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def proof_of(token: str, challenge: str) -> str:
    """Return the proof that a server with this token gives."""
    return hmac.new(_plain(token), challenge.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _plain(token: str) -> bytes:
    return "".join(token.split()).replace("-", "").lower().encode("utf-8", "replace")


def _hashed(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
