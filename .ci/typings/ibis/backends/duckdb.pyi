from typing import Any

Backend = Any

def __getattr__(name: str) -> Any: ...
