"""What a definition is: expressions, windows, nodes, features, scales, policies. Standard library only."""

from creditscore.plan.canonical import (
    definition_hash,
    feature_from_json,
    feature_to_json,
    node_from_json,
    node_to_json,
    text_hash,
)
from creditscore.plan.expression import (
    AsOf,
    Call,
    Column,
    Constant,
    Expression,
    Value,
    col,
    columns_of,
    lift,
    substitute,
)
from creditscore.plan.feature import Direction, Feature, Layer
from creditscore.plan.interpreter import compile_features, compile_node, evaluate
from creditscore.plan.node import (
    Aggregate,
    Attribute,
    Combination,
    Combine,
    Covered,
    Given,
    Node,
    Verb,
    leaves,
    tables_of,
)
from creditscore.plan.operations import compile_expression
from creditscore.plan.policy import PolicyName, RightsPolicy
from creditscore.plan.scale import GradeScale, Scale
from creditscore.plan.situation import Situation, in_use
from creditscore.plan.verbs import FIXED_POINT
from creditscore.plan.window import TIME_RULES_VERSION, Window, month_index, months_before

__all__ = [
    "FIXED_POINT",
    "TIME_RULES_VERSION", "Aggregate", "AsOf", "Attribute", "Call", "Column", "Combination", "Combine",
    "Constant", "Covered", "Direction", "Expression", "Feature", "Given", "GradeScale", "Layer", "Node",
    "PolicyName", "RightsPolicy", "Scale", "Situation", "Value", "Verb", "Window", "col", "columns_of",
    "compile_expression", "compile_features", "compile_node", "definition_hash", "evaluate", "feature_from_json",
    "feature_to_json", "in_use", "leaves", "lift", "month_index", "months_before", "node_from_json",
    "node_to_json", "substitute", "tables_of", "text_hash",
]  # fmt: skip
