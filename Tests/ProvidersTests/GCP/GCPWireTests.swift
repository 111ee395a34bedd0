import Foundation
import Hosts
import JSON
import Testing

@testable import Providers

/// Bodies and answers as values.
@Suite struct GCPWireTests {
    static let place = GCPWire.Place(
        project: "proj", zone: "us-central1-a", image: "projects/debian-cloud/global/images/family/debian-12")

    static func body(
        _ machineType: String = "e2-standard-2", _ edit: (inout HostConfiguration) -> Void = { _ in }
    ) -> JSONValue {
        GCPWire.insert(GCPBench.request("hub", machineType: machineType, edit), userData: nil, at: place)
    }

    @Test func insertSaysWhatTheVendorsClientSays() throws {
        let body = Self.body("g2-standard-4") {
            $0.bootDiskGB = 40
            $0.dataDisk = nil
            $0.pricing = .spot
            $0.tags = ["ssh"]
            $0.sshUser = "u"
            $0.sshKeys = ["ssh-ed25519 A"]
            $0.labels = [:]
            $0.options = ["service_account": .string("default")]
        }
        // What the vendor's client was seen to send for the same VM, but for the labels, and without the accelerator
        // that the machine type brings along.
        let vendors = """
            {"name":"hub-u-hub","tags":{"items":["ssh"]},"networkInterfaces":[{"accessConfigs":[{"name":"External NAT",
            "type":"ONE_TO_ONE_NAT","networkTier":"PREMIUM"}],"network":"global/networks/default"}],
            "metadata":{"items":[{"key":"ssh-keys","value":"u:ssh-ed25519 A"}]},"disks":[{"boot":true,
            "initializeParams":{"sourceImage":"projects/debian-cloud/global/images/family/debian-12",
            "diskType":"zones/us-central1-a/diskTypes/pd-balanced","diskSizeGb":"40"},"autoDelete":true}],
            "machineType":"zones/us-central1-a/machineTypes/g2-standard-4","serviceAccounts":[{"email":"default",
            "scopes":["https://www.googleapis.com/auth/cloud-platform"]}],"scheduling":{"provisioningModel":"SPOT",
            "onHostMaintenance":"TERMINATE","instanceTerminationAction":"STOP","automaticRestart":false}}
            """
        var ours = try #require(body.objectValue)
        ours["labels"] = nil
        var disk = try #require(ours["disks"]?.arrayValue?.first?.objectValue)
        var parameters = try #require(disk["initializeParams"]?.objectValue)
        parameters["labels"] = nil
        disk["initializeParams"] = .object(parameters)
        ours["disks"] = .array([.object(disk)])
        #expect(try JSONValue.object(ours) == JSONDocument(parsing: Array(vendors.utf8)).root.tree)
    }

    @Test func marksAreOnTheVMAndBothDisks() throws {
        let request = GCPBench.request("hub")
        let body = GCPWire.insert(request, userData: nil, at: Self.place)
        let mark = request.mark.labels
        let disks = try #require(body["disks"]?.arrayValue)
        #expect(disks.count == 2)
        for labels in [body["labels"]] + disks.map({ $0["initializeParams"]?["labels"] }) {
            let map = try #require(labels?.objectValue).compactMapValues(\.stringValue)
            #expect(map.filter { mark[$0.key] != nil } == mark)
            #expect(map["team"] == "math")
            // Clouds refuse other characters.
            let plain = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
            #expect(map.values.filter { !Set($0).isSubset(of: plain) || $0.utf8.count > 63 } == [])
        }
    }

    @Test(
        arguments: [
            (DiskType.ssd, "n2-standard-2", "pd-ssd"), (.balanced, "n2-standard-2", "pd-balanced"),
            (.standard, "n2-standard-2", "pd-standard"), (.balanced, "c4-standard-4", "hyperdisk-balanced"),
            (.balanced, "a3-highgpu-8g", "hyperdisk-balanced"), (.ssd, "c4-standard-4", nil),
            (.ssdIOM3, "n2-standard-2", nil), (.standard, "c3-standard-4", nil), (.standard, "g2-standard-4", nil),
            (.ssd, "c3-standard-4", "pd-ssd"), (.standard, "a2-highgpu-1g", "pd-standard"),
        ] as [(DiskType, String, String?)])
    func diskTypeIsTheFamilys(_ type: DiskType, machine: String, name: String?) {
        #expect(GCPMachineName(machine).diskType(type) == name)
    }

    @Test(arguments: [(1, 1), (375, 1), (376, 2), (3000, 8), (3001, 16), (6001, 24), (0, 1), (-5, 1)])
    func localSSDsComeInNumbers(gigabytes: Int, count: Int) {
        #expect(GCPWire.localSSDs(gigabytes: gigabytes) == count)
        let disks = Self.body {
            $0.storage = .ephemeral
            $0.dataDisk = DataDisk(sizeGB: gigabytes, type: .ssd)
        }["disks"]?.arrayValue
        #expect(disks?.count { $0["type"] == .string("SCRATCH") } == count)
        // Those of the family are there without being asked for.
        let bundled = Self.body("c3-standard-8-lssd") {
            $0.storage = .ephemeral
            $0.dataDisk = DataDisk(sizeGB: gigabytes, type: .ssd)
        }["disks"]?.arrayValue
        #expect(bundled?.count == 1)
    }

    @Test(
        arguments: [
            ("e2-standard-2", PricingModel.onDemand, nil, nil), ("e2-standard-2", .spot, "SPOT", "TERMINATE"),
            ("a2-highgpu-1g", .onDemand, nil, "TERMINATE"), ("g2-standard-4", .spot, "SPOT", "TERMINATE"),
        ] as [(String, PricingModel, String?, String?)])
    func schedulingSuitsGPUsAndSpot(_ type: String, pricing: PricingModel, model: String?, maintenance: String?) {
        let scheduling = Self.body(type) { $0.pricing = pricing }["scheduling"]
        #expect(scheduling?["provisioningModel"]?.stringValue == model)
        #expect(scheduling?["onHostMaintenance"]?.stringValue == maintenance)
        #expect(scheduling?["automaticRestart"]?.boolValue == (maintenance == nil ? nil : pricing == .onDemand))
    }

    @Test func attachedGPUs() {
        let body = Self.body("n1-standard-4") { $0.options = ["accelerator": .string("nvidia-tesla-t4:2")] }
        #expect(
            body["guestAccelerators"]
                == .array([
                    .object([
                        "acceleratorType": .string("zones/us-central1-a/acceleratorTypes/nvidia-tesla-t4"),
                        "acceleratorCount": .int(2),
                    ])
                ]))
        #expect(body["scheduling"]?["onHostMaintenance"]?.stringValue == "TERMINATE")
    }

    @Test(
        arguments: [
            (nil, nil, nil, "network", "global/networks/default"), (nil, nil, "lab", "network", "global/networks/lab"),
            (nil, "s", "lab", "subnetwork", "regions/us-central1/subnetworks/s"),
            ("t", "s", nil, "subnetwork", "regions/us-central1/subnetworks/t"),
            ("projects/p/regions/r/subnetworks/u", nil, nil, "subnetwork", "projects/p/regions/r/subnetworks/u"),
        ] as [(String?, String?, String?, String, String)])
    func networkIsTheNearestNamed(_ host: String?, subnet: String?, network: String?, member: String, path: String) {
        var place = Self.place
        (place.subnet, place.network) = (subnet, network)
        let request = GCPBench.request("hub") {
            $0.subnet = host
            $0.publicIP = false
        }
        let found = GCPWire.insert(request, userData: nil, at: place)["networkInterfaces"]?.arrayValue?.first
        #expect(found == .object([member: .string(path)]))
    }

    @Test func firewallRulesAreOnePerSource() {
        let rules = GCPWire.firewalls(
            [
                PortRule(from: 22, to: 22), PortRule(transport: "udp", from: 6000, to: 6100),
                PortRule(from: 443, to: 443, source: "10.0.0.0/8"),
            ], mark: Sample.mark("hub"), project: "proj", network: "global/networks/default")
        #expect(rules.map(\.name) == ["hub-u-hub-in-1", "hub-u-hub-in-2"])
        #expect(rules.map { $0.body["sourceRanges"]?.compact } == [#"["0.0.0.0/0"]"#, #"["10.0.0.0/8"]"#])
        #expect(rules.first?.body["allowed"]?.arrayValue?.count == 2)
        #expect(rules.allSatisfy { $0.body["targetTags"]?.compact == #"["hub-u-hub-in"]"# })
    }

    @Test func requestIDsAreUUIDsAndFunctionsOfTokenAndZone() throws {
        let id = GCPNames.requestID(token: "t", zone: "a")
        #expect(id == GCPNames.requestID(token: "t", zone: "a"))
        #expect(
            Set([id, GCPNames.requestID(token: "t", zone: "b"), GCPNames.requestID(token: "u", zone: "a")]).count == 3)
        #expect(UUID(uuidString: id) != nil)
        #expect(id.dropFirst(14).first == "4")
    }

    // MARK: Answers

    static func node(_ text: String) throws -> JSONNode { try JSONDocument(parsing: Array(text.utf8)).root }

    @Test(arguments: GCPStatus.table.sorted { $0.key < $1.key })
    func statusWordsHaveOurs(raw: String, ours: HostStatus) { #expect(GCPStatus.shared(raw) == ours) }

    @Test func unknownStatusIsUnknown() { #expect(GCPStatus.shared("LEVITATING") == .unknown) }

    @Test(
        arguments: [
            "{}", #"{"id":"1","name":"a"}"#, #"{"id":null,"name":"a","zone":"z"}"#, #"{"id":"1","name":7,"zone":"z"}"#,
        ])
    func answersWithoutIdsAreNoVMs(text: String) throws { #expect(GCPInstance(try Self.node(text)) == nil) }

    @Test func nullAndForeignMembersArePassedOver() throws {
        let text = """
            {"id":4501234567890123456,"name":"hub-u","zone":"https://www.googleapis.com/compute/v1/projects/p/zones/z-1-a",
            "status":"RUNNING","labels":null,"tags":null,"metadata":null,"disks":null,"networkInterfaces":[{}],
            "scheduling":null,"surprise":{"deep":[1,{"x":null}]},"machineType":".../machineTypes/e2-micro"}
            """
        let seen = try #require(GCPInstance(try Self.node(text)))
        #expect(seen.id == "4501234567890123456")
        #expect(seen.ref == GCPRef(zone: "z-1-a", name: "hub-u"))
        let observation = GCPWire.observation(seen, disks: [:])
        #expect(observation.machineType == "e2-micro")
        #expect(observation.runtime.region == "z-1")
        #expect(observation.pricing == .onDemand)
        #expect(observation.tellsDataDisk && observation.dataDisk == nil)
        #expect(observation.labels == [:] && observation.metadata == [:] && observation.tags == [])
    }

    @Test func localSSDsAreNotComparedWithWhatWasAskedFor() throws {
        let text = """
            {"id":"1","name":"a","zone":"z","status":"RUNNING","disks":[{"boot":true,"source":"zones/z/disks/a",
            "diskSizeGb":"20"},{"type":"SCRATCH","diskSizeGb":"375","deviceName":"local-ssd-0"}]}
            """
        let seen = GCPWire.observation(try #require(GCPInstance(try Self.node(text))), disks: [:])
        #expect(!seen.tellsDataDisk && seen.dataDisk == nil && seen.bootDiskGB == 20)
    }

    @Test func startUpScriptAndKeysAreNeverShown() throws {
        let text = """
            {"id":"1","name":"a","zone":"z","metadata":{"items":[{"key":"startup-script","value":"canary"},
            {"key":"ssh-keys","value":"canary"},{"key":"role","value":"worker"}]}}
            """
        let seen = GCPWire.observation(try #require(GCPInstance(try Self.node(text))), disks: [:])
        #expect(seen.metadata == ["role": "worker"])
    }

    @Test(
        arguments: [
            (nil, "https://compute.googleapis.com/compute/v1", "https://cloudbilling.googleapis.com/v1"),
            ("http://h:1/w", "http://h:1/w/compute/v1", "http://h:1/w/v1"),
            ("http://h:1/w/", "http://h:1/w/compute/v1", "http://h:1/w/v1"),
            ("http://h:1/w/compute/v1/", "http://h:1/w/compute/v1", "http://h:1/w/v1"),
            ("https://compute.googleapis.com/compute/v1", "https://compute.googleapis.com/compute/v1", nil),
        ] as [(String?, String, String?)])
    func endpointIsTakenWithAndWithoutItsPath(_ setting: String?, compute: String, billing: String?) {
        let endpoints = GCPEndpoints(endpoint: setting)
        #expect(endpoints.compute == compute)
        if let billing { #expect(endpoints.billing == billing) }
    }

    /// Its other services have hosts of their own, and its metadata server may be asked.
    @Test(arguments: [
        "https://compute.googleapis.com/compute/v1/", "https://compute.googleapis.com",
        "https://us-central1-compute.googleapis.com", "https://compute-lab.p.googleapis.com",
    ])
    func vendorsOwnEndpointIsNoOtherCloud(setting: String) {
        let endpoints = GCPEndpoints(endpoint: setting)
        let usual = GCPEndpoints(endpoint: nil)
        #expect(endpoints.token == usual.token && endpoints.billing == usual.billing && !endpoints.isCustom)
        #expect(endpoints.compute.hasSuffix(".googleapis.com/compute/v1"))
        #expect(GCPEndpoints(endpoint: "https://compute.googleapis.com.example.org").isCustom)
        #expect(GCPEndpoints(endpoint: "http://compute.googleapis.com").isCustom)
    }

    @Test(
        arguments: [
            ("n2-custom-4-8192", nil), ("custom-2-4096", nil), ("e2-custom-medium-4096", nil),
            ("n2-custom-8-81920-ext", nil), ("e2-standard-2", nil), ("custom-1-1024", nil),
            ("n2-custom-3-8192", "even number"), ("n2-custom-4-8000", "multiple of 256"),
            ("n2-custom-8-81920", "-ext"), ("n2-custom-8-1024", "take"), ("c2-custom-4-8192", "has no custom"),
            ("e2-custom-64-65536", "up to 32"), ("n2-custom-99999999999999999999-1", nil), ("n2-custom--", nil),
            ("", nil),
        ] as [(String, String?)])
    func customSizesFollowTheFamily(_ name: String, fault: String?) {
        let found = GCPMachineName(name).fault
        #expect((found == nil) == (fault == nil), "\(found ?? "")")
        if let fault { #expect(found?.contains(fault) == true, "\(found ?? "")") }
    }

    @Test(
        arguments: [
            ("project", JSONValue.string("My Project")), ("project", .int(3)), ("endpoint", .string("ftp://x")),
            ("endpoint", .string("https://user@host")), ("endpoint", .string("http://")),
            ("network", .string("No Way")),
            ("service_account", .string("nobody")),
        ])
    func settingsAreChecked(key: String, value: JSONValue) {
        #expect(GCPSettings.parse([key: value]).findings.map(\.key) == [key])
        #expect(ProviderTable.check(settings: [key: value], of: .gcp).map(\.key) == [key])
    }

    /// As many labels as a spec may have, and ours on top, fit on a disk, which has most of them.
    @Test func labelsFitOnADisk() throws {
        let most = try #require(KnownCapabilities.limits(of: .gcp).labelCount)
        let labels = Dictionary(uniqueKeysWithValues: (0..<most).map { ("k\($0)", "v") })
        let disks = try #require(Self.body { $0.labels = labels }["disks"]?.arrayValue)
        for disk in disks { #expect(disk["initializeParams"]?["labels"]?.objectValue?.count ?? 0 <= 64) }
        #expect(disks.last?["initializeParams"]?["labels"]?.objectValue?.count == 64)
    }

    @Test func hostsAreChecked() {
        var host = HostSpec(name: "a", provider: .gcp)
        #expect(ProviderTable.check(host: host) == [])
        host.metadata = ["startup-script": "x", "role": "y"]
        host.labels = ["berth-request": "x"]
        host.tags = ["Web"]
        host.machineType = "c4-standard-4"
        (host.diskGB, host.diskType) = (10, .ssd)
        host.options = ["accelerator": .string("nvidia-tesla-t4")]
        #expect(
            ProviderTable.check(host: host).map(\.key)
                == ["metadata.startup-script", "labels.berth-request", "tags", "options.accelerator"])
        host.options = ["accelerator": .string("t4:99"), "image_project": .int(1), "nope": .null]
        #expect(
            ProviderTable.check(options: host.options, of: .gcp).map(\.key) == ["nope", "accelerator", "image_project"])
    }
}
