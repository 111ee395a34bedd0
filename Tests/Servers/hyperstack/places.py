"""Environments, key pairs, and what is offered: the part of the cloud that has no states."""

import views
from common import Bool, Int, Text, route
from errors import refuse
from offers import ENVIRONMENT, FLAVORS, KEY_PAIR, PAGES


class Places:
    # Environments and key pairs

    @route("GET", "/v1/core/environments", query=PAGES)
    def list_environments(self, request):
        items = [views.environment(item) for item in self.world.environments.values()]
        return self.page(request, "environments", items, "Getting environments successful", default=None)

    @route("POST", "/v1/core/environments", body=ENVIRONMENT)
    def make_environment(self, request):
        body = request.body
        if body["region"] not in FLAVORS:
            refuse(404, f"Region {body['region']} does not exists.")
        if any(item["name"] == body["name"] for item in self.world.environments.values()):
            refuse(409, f"Environment with name {body['name']} already exists.")
        number = self.world.number()
        self.world.environments[number] = {"id": number, **body}
        return {"status": True, "message": "Environment created successfully",
                "environment": views.environment(self.world.environments[number])}

    @route("DELETE", "/v1/core/environments/{number}")
    def delete_environment(self, request, number):
        found = self.take(self.world.environments, number, "Environment")
        parts = [*self.world.vms.values(), *self.world.volumes.values(), *self.world.keypairs.values()]
        if any(part["environment"] == found["name"] for part in parts):
            refuse(400, "Environment can not be deleted: it has resources.")
        del self.world.environments[found["id"]]
        return views.done("Environment has been deleted successfully")

    @route("GET", "/v1/core/keypairs", query=PAGES)
    def list_keypairs(self, request):
        items = [views.keypair(item, self.environment_named(item["environment"]))
                 for item in self.world.keypairs.values()]
        return self.page(request, "keypairs", items, "Getting keypairs successful", default=None)

    @route("POST", "/v1/core/keypairs", body=KEY_PAIR)
    def make_keypair(self, request):
        body, environment = request.body, self.environment_named(request.body["environment_name"])
        same = [pair for pair in self.world.keypairs.values()
                if pair["environment"] == environment["name"] and pair["name"] == body["name"]]
        if same:
            refuse(409, f"Keypair with name {body['name']} already exists.")
        number = self.world.number()
        self.world.keypairs[number] = {"id": number, "name": body["name"], "environment": environment["name"],
                                       "public_key": body["public_key"]}
        return {"status": True, "message": "Key pair created successfully",
                "keypair": views.keypair(self.world.keypairs[number], environment)}

    @route("DELETE", "/v1/core/keypair/{number}")
    def delete_keypair(self, request, number):
        found = self.take(self.world.keypairs, number, "Keypair")
        del self.world.keypairs[found["id"]]
        return views.done("Key pair deleted successfully")

    # What is offered

    @route("GET", "/v1/core/regions")
    def list_regions(self, request):
        return views.regions()

    @route("GET", "/v1/core/flavors", query={"region": Text()})
    def list_flavors(self, request):
        return views.flavors(self.world, request.query.get("region"))

    @route("GET", "/v1/core/images", query={
        "region": Text(), "include_public": Bool(), "search": Text(), "page": Int(min=1), "per_page": Int(min=1)})
    def list_images(self, request):
        # The filter by region does not work.
        return views.images()

    @route("GET", "/v1/core/stocks")
    def list_stocks(self, request):
        return views.stocks(self.world)

    @route("GET", "/v1/pricebook")
    def pricebook(self, request):
        return views.pricebook()
