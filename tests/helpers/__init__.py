"""What several tests share; importable as ``helpers`` (see conftest.py)."""
