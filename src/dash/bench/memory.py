"""Most memory this process has held so far."""

import ctypes
import re
import sys
from pathlib import Path

MEGABYTE = 1024 * 1024


def peak_mb() -> float:
    """Return the largest resident memory of this process since it started, in MB (1,048,576 bytes)."""
    if sys.platform == "win32":
        return _windows_peak() / MEGABYTE
    status = Path("/proc/self/status")
    if status.exists():
        # On Linux getrusage() also counts the process this one was started from.
        found = re.search(
            r"^VmHWM:\s*(\d+) kB", status.read_text(encoding="ascii", errors="replace"), re.MULTILINE
        )
        if found:
            return int(found[1]) / 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts in kilobytes, macOS in bytes.
    return peak / MEGABYTE if sys.platform == "darwin" else peak / 1024


class _Counters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS of the Windows API."""

    _fields_ = (
        ("cb", ctypes.c_uint32),
        ("PageFaultCount", ctypes.c_uint32),
        ("PeakWorkingSetSize", ctypes.c_size_t),
        ("WorkingSetSize", ctypes.c_size_t),
        ("QuotaPeakPagedPoolUsage", ctypes.c_size_t),
        ("QuotaPagedPoolUsage", ctypes.c_size_t),
        ("QuotaPeakNonPagedPoolUsage", ctypes.c_size_t),
        ("QuotaNonPagedPoolUsage", ctypes.c_size_t),
        ("PagefileUsage", ctypes.c_size_t),
        ("PeakPagefileUsage", ctypes.c_size_t),
    )


def _windows_peak() -> int:
    if sys.platform != "win32":
        raise OSError("Only for Windows.")
    counters = _Counters()
    counters.cb = ctypes.sizeof(counters)
    process = ctypes.c_void_p(ctypes.windll.kernel32.GetCurrentProcess())
    ctypes.windll.psapi.GetProcessMemoryInfo(process, ctypes.byref(counters), counters.cb)
    return int(counters.PeakWorkingSetSize)
