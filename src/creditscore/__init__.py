"""Research and scoring models for public credit (公共信用). The rooms are imported by name."""

__version__ = "0.1.0"
