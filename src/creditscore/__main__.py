"""`python -m creditscore …` is the command `creditscore …`."""

import sys

from creditscore.cli import main

if __name__ == "__main__":
    sys.exit(main())
