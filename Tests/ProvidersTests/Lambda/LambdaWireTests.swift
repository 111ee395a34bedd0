import Catalog
import Hosts
import JSON
import Testing

@testable import Providers

@Suite struct LambdaWireTests {
    let wire = LambdaWire(base: "https://cloud.lambda.ai/api/v1")

    private func request() -> CreateRequest {
        var configuration = HostConfiguration(
            region: "us-east-1", zone: nil, machineType: "gpu_1x_a10", image: "lambda-stack-24-04", bootDiskGB: 20)
        configuration.labels = ["team": "math"]
        return CreateRequest(token: "t-1", mark: Sample.mark("hub"), configuration: configuration)
    }

    @Test func launchesWithEveryMarkInTheCall() throws {
        let request = request()
        let tags = LambdaTags.tags(request, digest: "d1")
        let call = wire.launch(
            request, region: "us-east-1", things: .init(key: "laptop", ruleset: "rs1", ours: .init()),
            image: .family("lambda-stack-24-04"), tags: tags, userData: "#!/bin/sh")
        #expect(call.method == .post)
        #expect(call.url == "https://cloud.lambda.ai/api/v1/instance-operations/launch")
        let body = try JSONDocument(parsing: call.body).root.tree
        #expect(body["ssh_key_names"] == .array([.string("laptop")]))
        #expect(body["firewall_rulesets"] == .array([.object(["id": .string("rs1")])]))
        #expect(body["name"] == .string(request.mark.cloudName))
        #expect(body["hostname"] == .string("hub"))
        #expect(body["image"] == .object(["family": .string("lambda-stack-24-04")]))
        let sent = (body["tags"]?.arrayValue ?? []).compactMap { $0["key"]?.stringValue }
        #expect(sent == (HostMark.LabelKey.all + ["berth-token", "berth-request", "team"]).sorted())
    }

    @Test(arguments: [
        ("gpu-base-24-04", false), ("0a1b2c3d-0000-4000-8000-0123456789ab", true), ("0a1b2c3d-0000-4000-8000", false),
    ])
    func tellsAnImagesIDFromAFamily(image: String, isID: Bool) { #expect(LambdaWire.isImageID(image) == isID) }

    @Test func theNewestImageIsTheOneOfTheHighestVersion() {
        func image(_ version: String?, _ updated: String = "") -> LambdaImage {
            LambdaImage(id: version ?? "-", version: version, updated: updated)
        }
        let all = [image("24.4.10"), image("24.4.9", "2027-01-01T00:00:00Z"), image(nil)]
        #expect(all.max { $0.age < $1.age }?.version == "24.4.10")
        #expect([image("1", "2026-02-01"), image("1", "2026-01-01")].max { $0.age < $1.age }?.updated == "2026-02-01")
    }

    @Test func opensPortsWithSSHAndPing() throws {
        let call = wire.addRuleset(
            name: "n", region: "us-east-1",
            ports: [
                PortRule(from: 443, to: 443), PortRule(transport: "udp", from: 6000, to: 6100, source: "10.0.0.0/8"),
            ])
        let rules = try JSONDocument(parsing: call.body).root.tree["rules"]?.arrayValue ?? []
        #expect(rules.map { $0["protocol"]?.stringValue } == ["tcp", "icmp", "tcp", "udp"])
        #expect(rules[1]["port_range"] == nil)
        #expect(rules[3]["source_network"] == .string("10.0.0.0/8"))
        #expect(rules.allSatisfy { $0["description"] != nil })
    }

    @Test(
        arguments: [
            ("booting", nil, HostStatus.starting), ("active", nil, .starting), ("active", "1.2.3.4", .running),
            ("unhealthy", nil, .error), ("terminating", nil, .stopping), ("terminated", nil, .absent),
            ("preempted", nil, .absent), ("dreaming", nil, .unknown),
        ] as [(String, String?, HostStatus)])
    func hasAWordForEachStatus(raw: String, ip: String?, status: HostStatus) {
        let instance = LambdaInstance(id: "i", status: raw, ip: ip, keys: [], rulesets: [], tags: [:])
        #expect(LambdaStatus.status(instance) == status)
    }

    @Test func readsAnInstanceWithAllThatIsOptionalMissing() throws {
        let body = #"{"data":[{"id":"i1","status":"booting","region":{"name":"us-east-1"},"x":null}]}"#
        let found = try LambdaWire.instances(HTTPResponse(status: 200, body: Array(body.utf8)))
        #expect(found.map(\.id) == ["i1"])
        #expect(found.first?.region == "us-east-1")
        #expect(found.first?.tags == [:])
    }

    /// From what is no list, hosts would be taken for gone.
    @Test(arguments: [
        "", "{}", "{\"data\":[{\"status\":\"active\"}]}", "<html>", "{\"data\":null}", "{\"data\":{}}",
        "{\"data\":\"no\"}",
        "{\"data\":[null]}", "{\"data\":[{\"id\":\"\",\"status\":\"active\"}]}",
        "{\"data\":[{\"id\":7,\"status\":\"active\"}]}",
    ])
    func callsAnAnswerItCannotReadTransient(body: String) throws {
        let error = try #require(throws: ProviderError.self) {
            try LambdaWire.instances(HTTPResponse(status: 200, body: Array(body.utf8)))
        }
        #expect(error.kind == .transient)
    }

    @Test func readsMembersOfOtherTypesAsMissing() throws {
        let body = """
            {"data":[{"id":"i1","status":"active","ip":"","name":7,"tags":null,"ssh_key_names":null,"region":"us-east-1",
            "instance_type":null,"actions":[],"firewall_rulesets":{}},
            {"id":"i2","status":"active","ip":7,"name":"","tags":[null,{"value":"x"},{"key":"a","value":null}],"actions":null}]}
            """
        let found = try LambdaWire.instances(HTTPResponse(status: 200, body: Array(body.utf8)))
        #expect(found.map(LambdaStatus.status) == [.starting, .starting])
        #expect(found.map(\.name) == [nil, nil])
        #expect(found.map(\.mayTerminate) == [true, true])
        #expect(LambdaClient.runtime(found[1]).cloudName == "i2")
    }

    @Test(arguments: ["{\"data\":[]}", "{\"data\":null}"])
    func machineTypesAreAMap(body: String) throws {
        let error = try #require(throws: ProviderError.self) {
            try LambdaWire.types(HTTPResponse(status: 200, body: Array(body.utf8)))
        }
        #expect(error.kind == .transient)
    }

    @Test func readsWholeNumbersHoweverTheyAreWritten() throws {
        let body = """
            {"data":{"a":{"instance_type":{"name":"a","price_cents_per_hour":2.49e2,
            "specs":{"vcpus":26.0,"memory_gib":200,"storage_gib":0.5,"gpus":1}}},
            "b":{"instance_type":{"name":"b","price_cents_per_hour":1e99,"specs":{"vcpus":1,"memory_gib":2.0}}},
            "c":null,"d":{"instance_type":{"name":"d","specs":{"vcpus":"8","memory_gib":1}}}}}
            """
        let types = try LambdaWire.types(HTTPResponse(status: 200, body: Array(body.utf8)))
        #expect(types.map(\.name) == ["a", "b"])
        #expect(types.map(\.cpu) == [26, 1])
        #expect(types.map(\.centsPerHour) == [249, nil])
        #expect(types.map(\.diskGB) == [nil, nil])
    }

    @Test func theNameTellsARenamedHost() {
        let mark = Sample.mark("hub")
        var tags = mark.labels
        #expect(LambdaTags.mark(tags, name: "hub-2-\(mark.uid)")?.host == "hub-2")
        #expect(LambdaTags.mark(tags, name: "named-by-hand")?.host == "hub")
        tags[HostMark.LabelKey.uid] = nil
        #expect(LambdaTags.mark(tags, name: nil) == nil)
    }

    @Test(arguments: [
        (["team": "math"], true), (["a:b-c": ""], true), (["Team": "x"], false), (["t": "x"], false),
        (["te_am": "x"], false), (["team": String(repeating: "x", count: 129)], false),
    ])
    func holdsLabelsToTheGrammarOfTags(labels: [String: String], good: Bool) {
        #expect((LambdaTags.fault(labels) == nil) == good)
    }

    @Test func sharedThingsCarryTheFleet() {
        let key = LambdaNames.key(fleet: "lab", publicKey: "ssh-ed25519 AAAA me@here")
        #expect(key == LambdaNames.key(fleet: "lab", publicKey: "ssh-ed25519 AAAA someone-else"))
        #expect(LambdaNames.isOurs(key, fleet: "lab"))
        #expect(!LambdaNames.isOurs(key, fleet: "la"))
        #expect(!LambdaNames.isOurs("berth-lab-laptop", fleet: "lab"))
        #expect(LambdaNames.isOurs(key))
        #expect(!LambdaNames.isOurs("berth--0123456789abcdef"))
        #expect(!LambdaNames.isOurs("berth-lab-0123456789ABCDEF"))
        let long = LambdaNames.key(fleet: String(repeating: "f", count: 80), publicKey: "ssh-rsa B")
        #expect(long.count <= LambdaNames.limit)
    }

    @Test func catalogRowsHavePricesStockAndCanonicalGPUs() throws {
        let body = """
            {"data":{"gpu_1x_gh200":{"instance_type":{"name":"gpu_1x_gh200","description":"1x GH200 (96 GB)",
            "gpu_description":"GH200 (96 GB)","price_cents_per_hour":149,
            "specs":{"vcpus":64,"memory_gib":432,"storage_gib":4096,"gpus":1}},
            "regions_with_capacity_available":[{"name":"us-east-1","description":""}]},
            "gpu_8x_a100_80gb":{"instance_type":{"name":"gpu_8x_a100_80gb","description":"8x A100 (80 GB SXM4)",
            "gpu_description":"A100 (80 GB SXM4)","price_cents_per_hour":0,
            "specs":{"vcpus":240,"memory_gib":1800,"storage_gib":20000,"gpus":8}},
            "regions_with_capacity_available":[]}}}
            """
        let types = try LambdaWire.types(HTTPResponse(status: 200, body: Array(body.utf8)))
        let entries = LambdaCatalog.entries(types: types, images: [], regions: ["us-west-1"])
        let index = CatalogIndex(provider: .lambda, entries: entries)
        #expect(index.regions == ["us-east-1", "us-west-1"])
        let one = try #require(index.machineType("gpu_1x_gh200", inRegion: "us-east-1"))
        #expect(one.architecture == "arm64")
        #expect(one.price == Money("1.49"))
        #expect(one.gpu == GPURequest(type: "gh200", count: 1))
        #expect(one.stock == Stock.some)
        let eight = try #require(index.machineType("gpu_8x_a100_80gb", inRegion: "us-west-1"))
        #expect(eight.gpu == GPURequest(type: "a100-80gb", count: 8))
        #expect(eight.price == nil)
        #expect(eight.stock == Stock.none)
    }
}
