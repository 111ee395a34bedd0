"""A kit for strict test servers that stand for clouds; see serving.run and world.Cloud."""

from .fields import Any, Bool, Field, Int, List, Map, Nullable, Number, Object, OneOf, Problem, Text
from .serving import run
from .world import Cloud, CloudError, Progress, Reply, Request, route

__all__ = [
    "Any", "Bool", "Cloud", "CloudError", "Field", "Int", "List", "Map", "Nullable", "Number", "Object", "OneOf",
    "Problem", "Progress", "Reply", "Request", "Text", "route", "run",
]
