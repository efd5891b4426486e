"""Opening an address in the user's browser, without its chatter in the terminal."""

import shutil
import subprocess
import sys
import webbrowser


def open_in_browser(address: str) -> None:
    """Open an address or the address of a file; where there is no browser, nothing happens."""
    command = {"darwin": "open", "linux": "xdg-open"}.get(sys.platform)
    place = shutil.which(command) if command else None
    if place is None:
        webbrowser.open(address)
        return
    subprocess.Popen(  # noqa: S603 - the program is the system's own, the address ours
        [place, address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
