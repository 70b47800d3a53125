"""The scorers that lie beside the data they score."""

import importlib.util
from pathlib import Path
from types import ModuleType


def load_scorer(data: Path) -> ModuleType:
    """The module `score.py` in the folder that holds `data`.

    Raises:
        SystemExit: there is none.
    """
    path = data.resolve().parent / "score.py"
    spec = importlib.util.spec_from_file_location(f"score_{path.parent.name}", path)
    if spec is None or spec.loader is None or not path.exists():
        raise SystemExit(f"No score.py beside {data}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
