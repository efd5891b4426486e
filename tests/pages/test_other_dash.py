"""Where another package is called ``dash``, the start says so instead of failing somewhere inside."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from streamlit.testing.v1 import AppTest
app = AppTest.from_file(sys.argv[2], default_timeout=30).run()
print([error.value for error in app.error], [error.value for error in app.exception])
"""


def test_another_dash_is_named(tmp_path: Path) -> None:
    (tmp_path / "dash").mkdir()
    (tmp_path / "dash" / "__init__.py").write_text("")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path), str(ROOT / "app.py")],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert "Another package named `dash`" in done.stdout
    assert done.stdout.strip().endswith("[]")
