"""Paths that several routes begin with."""

P = "/compute/v1/projects/{project}"
VM = P + "/zones/{zone}/instances/{name}"
