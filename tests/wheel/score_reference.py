"""Score the golden rows of a bundle with numpy and the standard library only.

    python score_reference.py models/reference-<name>

Run where only the wheel and numpy are installed. The training stack is blocked as well, so that it also means
something where that stack is present.
"""

import json
import math
import sys
from pathlib import Path

BLOCKED = "pandas pyarrow duckdb ibis sqlglot scipy sklearn lightgbm shap mlflow matplotlib jinja2 IPython numba skops".split()


class Block:
    """Refuses to find any module of the training stack."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        """Raise for a blocked module, leave every other to the next finder."""
        if name.split(".")[0] in BLOCKED:
            raise ImportError(f"{name}: the scorer must not need the training stack")


def main(bundle: Path) -> None:
    """Load the bundle, score every golden row with four reasons, and say what was done."""
    sys.meta_path.insert(0, Block())
    from creditscore import scorer

    model = scorer.load(bundle)
    rows = [
        json.loads(line)
        for line in (bundle / "golden.jsonl").read_text(encoding="utf-8").splitlines()
        if line
    ]
    if not rows:
        sys.exit(f"{bundle.name}: golden.jsonl has no row to score")
    scores, reasons = [], 0
    for row in rows:
        answer = model.score(row["features"], top=4)
        if hasattr(answer, "to_dict"):
            answer = answer.to_dict()
        if answer["status"] == "scored":
            if not math.isfinite(answer["score"]):
                sys.exit(f"{bundle.name}: the score {answer['score']} is not finite")
            scores.append(answer["score"])
            reasons = max(reasons, len(answer["reasons"]))
    loaded = sorted(set(BLOCKED) & set(sys.modules))
    if loaded or not scores:
        sys.exit(f"{bundle.name}: {len(scores)} rows scored, training stack loaded: {loaded}")
    print(
        f"{bundle.name}: {len(rows)} golden rows scored, scores {min(scores):.1f} to {max(scores):.1f},"
        f" up to {reasons} reasons, numpy only"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
