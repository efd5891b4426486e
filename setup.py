"""What ``pyproject.toml`` cannot say: a wheel also holds what stands beside ``src``, so that it opens without the checkout."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

BESIDE = ("app.py", "pages/*.py", ".streamlit/config.toml", "docs/method.md")
"""What ``dash.installed`` looks for: the pages, the settings of the server, what every number means."""


class WithPages(build_py):
    """Put the files beside ``src`` into ``dash/dashboard``; an editable installation uses them where they are."""

    def run(self) -> None:
        """Build the package, then copy."""
        super().run()
        if self.editable_mode:
            return
        root = Path(__file__).parent
        into = Path(self.build_lib, "dash", "dashboard")
        for source in (path for pattern in BESIDE for path in root.glob(pattern)):
            target = into / source.relative_to(root)
            self.mkpath(str(target.parent))
            self.copy_file(str(source), str(target))


setup(cmdclass={"build_py": WithPages})
