from typing import Any

DataFrame = Any

class _Open(type):
    def __getattr__(cls, name: str) -> Any: ...

class SparkSession(metaclass=_Open):
    def __getattr__(self, name: str) -> Any: ...

def __getattr__(name: str) -> Any: ...
