"""Codes the state defines: credit codes, regions, industries, the catalogue; data files and lookups."""

from creditscore.codes import catalogue, identifiers, industries, regions, uscc

__all__ = ["catalogue", "identifiers", "industries", "regions", "uscc"]
