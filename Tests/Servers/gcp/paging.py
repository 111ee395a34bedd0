"""Filters, pages and partial answers."""

import re


def matcher(text):
    """A filter as a function of a resource; ValueError if it cannot be read."""
    if not text:
        return lambda item: True
    terms = re.findall(r"\(([^()]*)\)", text) if text.startswith("(") else re.split(r"\s+AND\s+", text)
    found = []
    for term in terms:
        match = re.fullmatch(r"\s*([A-Za-z.][-\w.]*)\s*(=|!=|:)\s*\"?([-\w*.]*)\"?\s*", term)
        if not match:
            raise ValueError(f"Invalid list filter expression: {text}")
        found.append(match.groups())

    def value(item, field):
        for part in field.split(".", 1) if field.startswith("labels.") else [field]:
            item = item.get(part) if isinstance(item, dict) else None
        return item

    def suits(item):
        for field, operator, wanted in found:
            have = value(item, field)
            if operator == ":" and wanted == "*":
                if have is None:
                    return False
            elif (str(have) == wanted) == (operator == "!="):
                return False
        return True

    return suits


def page(items, size, token, tokens, empty):
    """One page of a list, and the token of the next."""
    if token:
        if token not in tokens:
            raise KeyError(token)
        start = tokens[token]
    else:
        start = 0
    end = start if empty and not token and items else start + size
    following = None
    if end < len(items):
        following = f"Cg{len(tokens):04d}x{end:04d}"
        tokens[following] = end
    return items[start:end], following


def mask(text):
    """A `fields` expression as a tree; ValueError if it cannot be read."""
    position = 0

    def group():
        nonlocal position
        tree = {}
        while True:
            match = re.compile(r"[A-Za-z*]+(?:/[A-Za-z*]+)*").match(text, position)
            if not match:
                raise ValueError(f"Invalid field selection {text}")
            position = match.end()
            node = tree
            for name in match.group().split("/"):
                node = node.setdefault(name, {})
            if text[position:position + 1] == "(":
                position += 1
                node.update(group())
                if text[position:position + 1] != ")":
                    raise ValueError(f"Invalid field selection {text}")
                position += 1
            if text[position:position + 1] != ",":
                return tree
            position += 1

    tree = group()
    if position != len(text):
        raise ValueError(f"Invalid field selection {text}")
    return tree


def masked(value, tree):
    """The part of an answer that a mask names. A star stands for every member of a map, such as the places of a list over
    all zones; without it a member is meant by its own name."""
    if not tree:
        return value
    if isinstance(value, list):
        return [masked(item, tree) for item in value]
    if not isinstance(value, dict):
        return value
    out = {}
    for key, item in value.items():
        parts = [masked(item, tree[name]) for name in (key, "*") if name in tree]
        if not parts:
            continue
        out[key] = {**parts[0], **parts[1]} if len(parts) == 2 and isinstance(parts[0], dict) else parts[0]
    return out
