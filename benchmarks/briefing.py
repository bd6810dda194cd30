"""How long a briefing from the bundled data takes, as a user waits for it: a fresh process, start to end.

    python benchmarks/briefing.py [runs]

Prints the best of the runs for the bare briefing and for all formats, beside the time that each may take on two cores
of an idle machine. Exit status 1 where one takes longer.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMITS = {"png,html": 12.0, "png,svg,pdf,pptx,html,xlsx": 25.0}  # seconds


def seconds(formats: str) -> float:
    """Return how long one briefing takes."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "dronestats", "brief", "--formats", formats, "--out", str(Path(folder, "b"))]
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - a command of ours
        return time.perf_counter() - start


def main() -> int:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    is_slow = False
    for formats, limit in LIMITS.items():
        best = min(seconds(formats) for _ in range(runs))
        is_slow |= best > limit
        print(f"{formats:<28} {best:5.1f} s, may take {limit:.0f} s")
    return int(is_slow)


if __name__ == "__main__":
    sys.exit(main())
