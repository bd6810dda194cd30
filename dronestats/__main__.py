"""``python -m dronestats``."""

import sys

from dronestats.cli import main

if __name__ == "__main__":
    sys.exit(main())
