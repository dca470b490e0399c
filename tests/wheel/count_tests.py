"""Read a JUnit file, name every skip, and fail on one that was not expected.

    python count_tests.py build/tests.xml 'allowed reason' 'another' …

A reason is allowed if it begins with one of the texts given. The last line is the plain count of the run.
"""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree


def main(report: Path, allowed: tuple[str, ...]) -> None:
    """Print the skips by reason and the counts; exit 1 on a failure or an unexpected skip."""
    passed, failed, skips = 0, 0, Counter()
    for case in ElementTree.parse(report).iter("testcase"):
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif skip is not None and skip.get("type") != "pytest.xfail":
            skips[skip.get("message", "")] += 1
        else:
            passed += 1
    unexpected = 0
    for reason, count in sorted(skips.items()):
        expected = reason.startswith(allowed) if allowed else False
        unexpected += 0 if expected else count
        print(f"{'skipped' if expected else 'UNEXPECTED SKIP'} {count}: {reason}")
    print(f"skips: {sum(skips.values())}, {unexpected} of them unexpected")
    print(f"tests: {passed} passed, {failed + unexpected} failed, {sum(skips.values()) - unexpected} skipped")
    sys.exit(1 if failed or unexpected or not passed else 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]))
