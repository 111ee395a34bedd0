"""Firewall rules and subnets."""

import offer
import tables
from common import route
from model import fail
from paths import P


class Networks:
    """Firewall rules and subnets."""

    @route("GET", P + "/global/firewalls", query=tables.LIST)
    def list_firewalls(self, request, project):
        self.check_project(project)
        return self.plain(request, "firewallList", list(self.model.firewalls.values()))

    def firewall(self, project, name):
        self.check_project(project)
        if name not in self.model.firewalls:
            fail(404, "notFound", f"The resource 'projects/{project}/global/firewalls/{name}' was not found")
        return self.model.firewalls[name]

    @route("GET", P + "/global/firewalls/{name}")
    def get_firewall(self, request, project, name):
        return self.firewall(project, name)

    @route("POST", P + "/global/firewalls", query=tables.MUTATION, body=tables.FIREWALL)
    def insert_firewall(self, request, project):
        self.check_project(project)
        name = request.body["name"]
        if name in self.model.firewalls:
            path = f"projects/{project}/global/firewalls/{name}"
            fail(409, "alreadyExists", f"The resource '{path}' already exists")
        link = self.model.link(f"global/firewalls/{name}")
        rule = {"kind": "compute#firewall", "id": self.model.number(), "selfLink": link, **request.body}

        def make():
            self.model.firewalls[name] = rule

        return self.model.operation("insert", link, None, request.query.get("requestId"), make).resource

    @route("PATCH", P + "/global/firewalls/{name}", query=tables.MUTATION, body=tables.FIREWALL)
    def patch_firewall(self, request, project, name):
        rule = self.firewall(project, name)
        body = request.body
        return self.model.operation(
            "patch", rule["selfLink"], None, request.query.get("requestId"), lambda: rule.update(body)).resource

    @route("DELETE", P + "/global/firewalls/{name}", query=tables.MUTATION)
    def delete_firewall(self, request, project, name):
        rule = self.firewall(project, name)
        return self.model.operation(
            "delete", rule["selfLink"], None, request.query.get("requestId"),
            lambda: self.model.firewalls.pop(name, None) and None).resource

    @route("GET", P + "/regions/{region}/subnetworks/{name}")
    def get_subnet(self, request, project, region, name):
        self.check_project(project)
        if name not in ("default", "lab") or region not in offer.ZONES:
            fail(404, "notFound", f"The resource 'projects/{project}/regions/{region}/subnetworks/{name}' was not found")
        return {"kind": "compute#subnetwork", "id": "1", "name": name, "region": self.model.link(f"regions/{region}"),
                "network": self.model.link(f"global/networks/{name}"), "ipCidrRange": "10.128.0.0/20"}
