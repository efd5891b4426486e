"""A window without a browser: asks the server for pages over the socket, as Streamlit's own script in a browser does."""

from typing import Any
from urllib.parse import urlparse

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect


class RawPage:
    """One window. Keeps what the last run of the script sent."""

    def __init__(self, url: str) -> None:
        place = urlparse(url)
        self._line = connect(
            f"ws://{place.netloc}/_stcore/stream",
            origin=f"{place.scheme}://{place.netloc}",  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
            open_timeout=60,
            proxy=None,
            legacy=True,
        )
        self.messages: list[ForwardMsg] = []

    def run(self, page: str = "", query: str = "", timeout: float = 120) -> "RawPage":
        """Ask for a page and wait until its script has run."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_name = page
        self._line.send(asked.SerializeToString())
        return self.wait(timeout)

    def press(self, key: str, page: str = "", timeout: float = 120) -> "RawPage":
        """Press the one button with this in its key and wait until the page has run."""
        (button,) = {one.button.id for one in self.elements() if key in one.button.id}
        asked = BackMsg()
        asked.rerun_script.page_name = page
        asked.rerun_script.widget_states.widgets.add(id=button, trigger_value=True)
        self._line.send(asked.SerializeToString())
        return self.wait(timeout)

    def wait(self, timeout: float = 120) -> "RawPage":
        """Wait until the run under way, and what it began anew, has ended."""
        self.messages = []
        while True:
            message = ForwardMsg()
            message.ParseFromString(self._line.recv(timeout))  # type: ignore[arg-type]
            self.messages.append(message)
            if message.WhichOneof("type") == "script_finished" and message.script_finished in {
                ForwardMsg.FINISHED_SUCCESSFULLY,
                ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
            }:
                return self

    def elements(self) -> list[Any]:
        return [
            message.delta.new_element
            for message in self.messages
            if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "new_element"
        ]

    @property
    def errors(self) -> list[str]:
        """Messages of exceptions on the page."""
        return [one.exception.type for one in self.elements() if one.WhichOneof("type") == "exception"]

    @property
    def words(self) -> str:
        return "\n".join(one.markdown.body for one in self.elements() if one.WhichOneof("type") == "markdown")

    def close(self) -> None:
        self._line.close()
