"""Tables that say which fields a JSON body, a form or a query may have, and of which type."""

import re
from typing import Iterable, NamedTuple


class Problem(NamedTuple):
    """One way in which a request is not what the cloud takes."""

    kind: str  # unknown_field, missing_field, wrong_type, bad_value, unknown_query, missing_query, bad_query, ...
    where: str  # `labels.team`, `disks[0].size`; empty for the whole
    message: str


class Field:
    """What one value must be. `required` is read by the Object that holds the field."""

    name = "value"

    def __init__(self, required=False):
        self.required = required

    def check(self, value, where) -> Iterable[Problem]:
        """The problems of a JSON value."""
        raise NotImplementedError

    def parse(self, text):
        """The value of a query or form parameter; ValueError if it cannot be one."""
        raise ValueError(f"cannot be given as text: {text}")

    def wrong(self, value, where):
        return Problem("wrong_type", where, f"{where or 'body'}: expected {self.name}, got {type(value).__name__}")


class Any(Field):
    """Whatever comes."""

    name = "anything"

    def check(self, value, where):
        return ()

    def parse(self, text):
        return text


class Text(Field):
    """A string, perhaps of a pattern (which must match it whole), of some lengths or of some choices."""

    name = "a string"

    def __init__(self, pattern=None, min=0, max=None, choices=None, required=False):
        super().__init__(required)
        self.pattern, self.min, self.max = pattern and re.compile(pattern), min, max
        self.choices = choices and list(choices)

    def check(self, value, where):
        if not isinstance(value, str):
            yield self.wrong(value, where)
            return
        if len(value) < self.min or (self.max is not None and len(value) > self.max):
            yield Problem("bad_value", where, f"{where}: length {len(value)} is not {self.min} to {self.max or 'any'}")
        if self.pattern and not self.pattern.fullmatch(value):
            yield Problem("bad_value", where, f"{where}: {value!r} does not match {self.pattern.pattern}")
        if self.choices and value not in self.choices:
            yield Problem("bad_value", where, f"{where}: {value!r} is none of {', '.join(self.choices)}")

    def parse(self, text):
        return text


class Number(Field):
    """A number, perhaps within bounds. A Boolean is none."""

    name = "a number"
    types = (int, float)

    def __init__(self, min=None, max=None, required=False):
        super().__init__(required)
        self.min, self.max = min, max

    def check(self, value, where):
        if isinstance(value, bool) or not isinstance(value, self.types):
            yield self.wrong(value, where)
        elif (self.min is not None and value < self.min) or (self.max is not None and value > self.max):
            yield Problem("bad_value", where, f"{where}: {value} is not within {self.min} to {self.max}")

    def parse(self, text):
        return float(text)


class Int(Number):
    """An integer, perhaps within bounds."""

    name = "an integer"
    types = (int,)

    def parse(self, text):
        if not re.fullmatch(r"-?[0-9]+", text):
            raise ValueError(f"{text!r} is not an integer")
        return int(text)


class Bool(Field):
    """True or false."""

    name = "a Boolean"

    def check(self, value, where):
        if not isinstance(value, bool):
            yield self.wrong(value, where)

    def parse(self, text):
        if text not in ("true", "false"):
            raise ValueError(f"{text!r} is neither true nor false")
        return text == "true"


class Nullable(Field):
    """Something or null."""

    def __init__(self, inner, required=False):
        super().__init__(required)
        self.inner = inner

    def check(self, value, where):
        return () if value is None else self.inner.check(value, where)


class OneOf(Field):
    """The first alternative without problems; if there is none, the problems of the last."""

    def __init__(self, *alternatives, required=False):
        super().__init__(required)
        self.alternatives = alternatives

    def check(self, value, where):
        problems = []
        for alternative in self.alternatives:
            problems = list(alternative.check(value, where))
            if not problems:
                break
        return problems


class List(Field):
    """An array of like items. In a query: a parameter that may be repeated."""

    name = "an array"

    def __init__(self, item, min=0, max=None, required=False):
        super().__init__(required)
        self.item, self.min, self.max = item, min, max

    def check(self, value, where):
        if not isinstance(value, list):
            yield self.wrong(value, where)
            return
        if len(value) < self.min or (self.max is not None and len(value) > self.max):
            yield Problem("bad_value", where, f"{where}: {len(value)} items are not {self.min} to {self.max or 'any'}")
        for index, item in enumerate(value):
            yield from self.item.check(item, f"{where}[{index}]")


class Map(Field):
    """An object with free keys and like values."""

    name = "an object"

    def __init__(self, value, key=None, max=None, required=False):
        super().__init__(required)
        self.value, self.key, self.max = value, key and re.compile(key), max

    def check(self, value, where):
        if not isinstance(value, dict):
            yield self.wrong(value, where)
            return
        if self.max is not None and len(value) > self.max:
            yield Problem("bad_value", where, f"{where}: {len(value)} members are more than {self.max}")
        for key, item in value.items():
            place = f"{where}.{key}" if where else key
            if self.key and not self.key.fullmatch(key):
                yield Problem("bad_value", place, f"{place}: the key does not match {self.key.pattern}")
            yield from self.value.check(item, place)


class Object(Field):
    """An object with exactly these fields: `Object({"name": Text(required=True), "size": Int(min=1)})`."""

    name = "an object"

    def __init__(self, fields, required=False):
        super().__init__(required)
        self.fields = fields

    def check(self, value, where):
        if not isinstance(value, dict):
            yield self.wrong(value, where)
            return
        prefix = f"{where}." if where else ""
        for key, item in value.items():
            if key in self.fields:
                yield from self.fields[key].check(item, prefix + key)
            else:
                yield Problem("unknown_field", prefix + key, f"{prefix}{key}: there is no such field")
        for key, field in self.fields.items():
            if field.required and key not in value:
                yield Problem("missing_field", prefix + key, f"{prefix}{key}: is required")


def read_parameters(pairs, table, what):
    """Query or form parameters by a table: the values, and the problems. `what` is `query` or `field`."""
    values, problems = {}, []
    for key, text in pairs:
        field = table.get(key)
        if field is None:
            problems.append(Problem(f"unknown_{what}", key, f"{key}: there is no such {what} parameter"))
            continue
        repeated = isinstance(field, List)
        try:
            value = (field.item if repeated else field).parse(text)
        except ValueError as error:
            problems.append(Problem(f"bad_{what}", key, f"{key}: {error}"))
            continue
        if not repeated:
            problems += [Problem(f"bad_{what}", *problem[1:]) for problem in field.check(value, key)]
        if key in values and not repeated:
            problems.append(Problem(f"bad_{what}", key, f"{key}: given twice"))
        if repeated:
            values.setdefault(key, []).append(value)
        else:
            values[key] = value
    for key, field in table.items():
        if field.required and key not in values:
            problems.append(Problem(f"missing_{what}", key, f"{key}: is required"))
        elif isinstance(field, List) and key in values:
            problems += [Problem(f"bad_{what}", *problem[1:]) for problem in field.check(values[key], key)]
    return values, problems
