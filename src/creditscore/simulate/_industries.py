"""Industries of the made-up province: divisions of GB/T 4754-2017 with how they behave (assumptions)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Industry:
    """A division: its weight among enterprises and among individual businesses, sensitivity to the cycle,
    means of solvency and compliance, electricity (kWh a month for a small firm), yearly season and the
    domains in which it is inspected and penalised.
    """

    code: str
    enterprises: float
    individuals: float
    sensitivity: float
    solvency: float
    compliance: float
    electricity: float
    season: str
    domains: tuple[str, ...]


_ROWS = (
    ("A01", 3.0, 1.0, 0.4, 0.05, 0.05, 1200, "harvest", ("env", "quality", "market_general")),
    ("A03", 1.5, 0.8, 0.5, -0.05, -0.05, 1500, "flat", ("food", "env", "drug")),
    ("A05", 1.0, 0.4, 0.4, 0.05, 0.05, 800, "harvest", ("quality", "market_general")),
    ("C13", 4.0, 1.0, 0.9, 0.00, -0.15, 9000, "harvest", ("food", "env", "safety")),
    ("C14", 2.0, 0.8, 0.8, 0.05, -0.15, 7000, "flat", ("food", "quality", "advertising")),
    ("C15", 1.0, 0.2, 0.9, 0.05, -0.05, 6000, "flat", ("food", "quality", "env")),
    ("C20", 1.5, 0.4, 1.1, -0.15, -0.10, 7000, "flat", ("env", "safety", "fire")),
    ("C27", 1.5, 0.0, 0.5, 0.25, 0.10, 9000, "flat", ("drug", "quality", "env")),
    ("C30", 2.0, 0.3, 1.2, -0.15, -0.15, 15000, "summer", ("env", "safety", "quality")),
    ("C33", 2.5, 0.8, 1.2, -0.05, -0.05, 9000, "flat", ("safety", "env", "fire")),
    ("C34", 2.0, 0.2, 1.1, 0.05, 0.00, 8000, "flat", ("safety", "quality", "special_equipment")),
    ("C36", 4.0, 0.1, 1.4, 0.10, 0.10, 18000, "flat", ("safety", "env", "special_equipment")),
    ("D44", 0.5, 0.0, 0.4, 0.15, 0.05, 20000, "winter", ("safety", "env", "special_equipment")),
    ("E47", 3.5, 0.3, 1.3, -0.25, -0.20, 3000, "summer", ("construction", "safety", "labour")),
    ("E48", 2.5, 0.2, 1.1, -0.20, -0.15, 2500, "summer", ("construction", "safety", "labour")),
    ("E50", 3.0, 1.0, 1.2, -0.15, -0.15, 1200, "summer", ("construction", "labour", "fire")),
    ("F51", 14.0, 8.0, 1.0, 0.00, 0.00, 1200, "flat", ("market_general", "quality", "tax")),
    ("F52", 12.0, 34.0, 1.1, -0.05, 0.00, 1500, "holiday", ("food", "market_general", "advertising")),
    ("G54", 5.0, 7.0, 1.1, -0.10, -0.25, 1000, "flat", ("transport", "safety", "tax")),
    ("G59", 1.0, 0.2, 0.9, 0.05, 0.00, 3000, "harvest", ("fire", "safety", "quality")),
    ("H61", 1.5, 1.5, 1.6, -0.20, -0.10, 9000, "holiday", ("fire", "health", "market_general")),
    ("H62", 3.0, 16.0, 1.6, -0.20, -0.25, 4000, "holiday", ("food", "fire", "health")),
    ("I65", 5.0, 0.5, 0.6, 0.10, 0.15, 1000, "flat", ("internet", "advertising", "tax")),
    ("K70", 3.0, 0.1, 1.3, -0.30, -0.15, 2500, "summer", ("construction", "advertising", "market_general")),
    ("L72", 10.0, 3.0, 0.9, 0.00, 0.00, 700, "flat", ("advertising", "market_general", "tax")),
    ("M73", 3.0, 0.2, 0.5, 0.15, 0.20, 1000, "flat", ("ip", "certification_testing", "tax")),
    ("M75", 3.5, 0.3, 0.5, 0.10, 0.15, 800, "flat", ("certification_testing", "ip", "advertising")),
    ("O80", 2.0, 11.0, 1.3, -0.05, -0.05, 900, "holiday", ("health", "market_general", "fire")),
    ("O81", 1.5, 5.0, 0.9, 0.00, -0.05, 1200, "flat", ("env", "quality", "transport")),
    ("P83", 1.5, 1.0, 1.1, 0.00, 0.05, 1500, "flat", ("advertising", "fire", "market_general")),
    ("Q84", 1.0, 1.5, 0.4, 0.15, 0.05, 4000, "winter", ("health", "drug", "advertising")),
    ("R90", 1.5, 1.8, 1.5, -0.15, -0.10, 3000, "holiday", ("culture_tourism", "fire", "internet")),
    ("S91", 0.0, 0.0, 0.0, 0.30, 0.30, 6000, "winter", ("statistics", "other")),
    ("S94", 0.0, 0.0, 0.1, 0.10, 0.15, 1500, "flat", ("statistics", "market_general", "other")),
)

INDUSTRIES: tuple[Industry, ...] = tuple(Industry(*row) for row in _ROWS)

SEASONS: dict[str, tuple[float, ...]] = {
    "flat": (0.95, 0.72, 1.02, 1.02, 1.02, 1.03, 1.02, 1.01, 1.04, 1.03, 1.05, 1.09),
    "harvest": (1.00, 0.70, 0.85, 0.90, 0.95, 0.85, 0.80, 0.85, 1.15, 1.45, 1.40, 1.10),
    "summer": (0.45, 0.30, 0.75, 1.15, 1.35, 1.40, 1.35, 1.35, 1.35, 1.25, 0.80, 0.50),
    "winter": (1.35, 1.20, 1.10, 0.95, 0.80, 0.80, 0.85, 0.85, 0.80, 0.95, 1.10, 1.25),
    "holiday": (1.25, 1.10, 0.85, 0.90, 1.05, 0.95, 1.00, 1.00, 0.95, 1.20, 0.85, 0.90),
}
"""Monthly factors, January to December; February holds the Spring-Festival trough."""

DOMAIN_WEIGHTS = (0.55, 0.25, 0.12)
"""How often an industry's first, second and third domain are met; the rest is market_general."""
