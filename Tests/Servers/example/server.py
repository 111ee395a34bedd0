"""The smallest cloud: jars on a shelf. Shows how to write a server with the kit, and is what the kit is tested on."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from common import Bool, Cloud, CloudError, Int, List, Map, Object, Progress, Reply, Text, route, run

JAR = Object({
    "name": Text(pattern=r"[a-z][a-z0-9-]*", required=True),
    "size": Int(min=1, max=9, required=True),
    "labels": Map(Text(max=63)),
    "api_key": Text(),
})


class Shelf(Cloud):
    options = Object({"key": Text(), "looks": Int(min=0)})

    def __init__(self, base, options):
        super().__init__(base, options)
        self.key, self.looks = options.get("key", "letmein"), options.get("looks", 2)
        self.jars, self.filling = {}, {}

    def authenticate(self, request):
        if request.headers.get("X-Key") != self.key:
            return Reply(401, {"error": "who are you?"}, {"X-Request-Id": "r-401"})
        return None

    def snapshot(self):
        return self.jars

    def poke(self, command):
        if list(command) != ["smash"]:
            raise ValueError(f"unknown command {command}")
        del self.jars[command["smash"]]
        return {}

    def jar(self, name):
        if name not in self.jars:
            raise CloudError(Reply(404, {"error": f"no jar {name}"}))
        return self.jars[name]

    @route("GET", "/v1/jars", query={"size": Int(), "tag": List(Text()), "full": Bool()})
    def list(self, request):
        wanted = request.query.get("size")
        return {"jars": [jar for jar in self.jars.values() if wanted is None or jar["size"] == wanted]}

    @route("POST", "/v1/jars", body=JAR)
    def create(self, request):
        jar = {**request.body, "full": False}
        self.jars[jar["name"]] = jar
        self.filling[jar["name"]] = Progress(self.looks, lambda: jar.update(full=True))
        return Reply(201, jar)

    @route("GET", "/v1/jars/{name}")
    def get(self, request, name):
        jar = self.jar(name)
        self.filling[name].look()
        return jar

    @route("DELETE", "/v1/jars/{name}")
    def delete(self, request, name):
        self.jar(name)
        del self.jars[name]
        return Reply(204)

    @route("POST", "/v1/jars/{name}:shake", body=Object({"times": Int(min=1)}))
    def shake(self, request, name):
        return {"shaken": request.body.get("times", 1), "jar": self.jar(name)}

    @route("POST", "/token", form={"grant": Text(required=True)}, mutates=False, authenticated=False)
    def token(self, request):
        return {"access_token": "t-1"}

    @route("GET", "/v1/moved")
    def moved(self, request):
        return Reply(307, None, {"Location": f"{self.base}/v1/jars"})


if __name__ == "__main__":
    run(Shelf)
