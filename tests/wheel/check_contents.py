"""Compare a built wheel with the sources: every file under src/creditscore is in it, and nothing else.

python check_contents.py creditscore-*.whl src/creditscore
"""

import sys
import zipfile
from pathlib import Path


def main(wheel: Path, house: Path) -> None:
    """Exit with the list of files that are missing or do not belong, or say how many were found."""
    wanted = {
        f"creditscore/{path.relative_to(house).as_posix()}"
        for path in house.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
        licences = [name for name in archive.namelist() if name.endswith(("licenses/LICENSE", "OFL.txt"))]
    if held != wanted or len(licences) < 2:
        sys.exit(
            f"{wheel.name}: missing {sorted(wanted - held)}, not ours {sorted(held - wanted)}, licences {licences}"
        )
    data = sum(not name.endswith((".py", "py.typed")) for name in held)
    print(f"{wheel.name}: {len(held)} files, {data} of them data")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
