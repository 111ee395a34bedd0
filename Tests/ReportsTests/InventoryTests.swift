import Diagnostics
import Hosts
import JSON
import Planning
import Reports
import Testing

@Suite struct InventoryTests {
    private static let status = [
        StatusRow(
            host: "hub-1", provider: .gcp, status: .running, machineType: "e2-standard-8", zone: "us-west1-b",
            address: "203.0.113.9", price: .hourly(Money("0.268024"))),
        StatusRow(host: "hub-10", provider: .gcp, status: .stopped, price: .hourly(Money("0.0042"))),
        StatusRow(host: "lost-1", provider: .gcp, status: .absent),
        StatusRow(host: "train-01", provider: .nebius, status: nil, price: .hourly(nil), note: "token\nexpired"),
        StatusRow(host: "eu-1", provider: .hyperstack, status: .error, price: .hourly(Money("1.5 EUR"))),
    ]

    @Test func statusTable() throws {
        let text = StatusReport.text(Self.status, style: .plain)
        #expect(!text.contains("$0.00\n"))
        try expectGolden(text, "status.txt")
        try expectGolden(String(decoding: StatusReport.json(Self.status).text(), as: UTF8.self), "status.json")
    }

    @Test func statusOfNothing() {
        #expect(StatusReport.text([], style: .plain) == "No hosts.\n")
        let one = [StatusRow(host: "a", provider: .local, status: .running)]
        #expect(StatusReport.text(one, style: .plain).hasSuffix("\n1 host: 1 running.\n"))
        #expect(!StatusReport.text(one, style: .plain).contains("NOTE"))
    }

    @Test func stateList() throws {
        var ready = HostRecord(uid: "k3f9q2ab", provider: .gcp)
        ready.phase = .ready
        ready.generation = 12
        ready.runtime = HostRuntime(instanceID: "4711", cloudName: "hub-1-k3f9q2ab", zone: "us-west1-b")
        ready.applied = HostConfiguration(
            region: "us-west1", zone: nil, machineType: "e2-standard-8", image: "i", bootDiskGB: 20)
        ready.price = Money("0.27")
        ready.protect = true
        let rows = [
            StateRow(host: "hub-1", record: ready),
            StateRow(host: "train-01", record: HostRecord(uid: "aaaabbbb", provider: .lambda)),
        ]
        try expectGolden(StateListReport.text(rows, style: .plain), "state-list.txt")
        try expectGolden(String(decoding: StateListReport.json(rows).text(), as: UTF8.self), "state-list.json")
        #expect(StateListReport.text([], style: .plain) == "The state has no hosts.\n")
    }

    @Test func providersMatrix() throws {
        var lambda = Capabilities()
        lambda.stop = false
        lambda.zone = .unsupported
        lambda.optionKeys = ["file_systems", "ssh_key"]
        lambda.visibility = .seconds(30)
        let table = [ProviderID.lambda: lambda, .gcp: Capabilities()]
        try expectGolden(ProvidersReport.text(table, style: .plain), "providers.txt")
        try expectGolden(String(decoding: ProvidersReport.json(table).text(), as: UTF8.self), "providers.json")
    }

    @Test(arguments: [(true, true, JSONValue.bool(true)), (true, false, .bool(false)), (false, true, .null)])
    func whatAStopKeepsIsToldOnlyOfCloudsThatStop(stop: Bool, keeps: Bool, shown: JSONValue) {
        var table = Capabilities()
        table.stop = stop
        table.stopKeepsAddress = keeps
        let json = ProvidersReport.json([.local: table])
        #expect(json["providers"]?["local"]?["stop_keeps_address"] == shown)
    }

    /// A capability that is added must be shown.
    @Test func everyCapabilityIsInTheMatrix() {
        let shown = ProvidersReport.json([.local: Capabilities()])["providers"]?["local"]?.objectValue?.count
        let nested = 3
        let limits = Mirror(reflecting: SpecLimits()).children.count
        #expect(shown == Mirror(reflecting: Capabilities()).children.count - 1 + nested + limits)
    }

    @Test func driftInThreeSections() throws {
        let report = DriftReport(Samples.richPlan)
        #expect(report.hasDrifted)
        #expect(!report.isEmpty)
        #expect(report.both.map(\.field) == ["labels.tier"])
        #expect(report.cloud.contains { $0.host == "web-10" && $0.remark == "left as it is" })
        #expect(report.cloud.contains { $0.host == "lost-1" && $0.field == "host" })
        #expect(report.cloud.count { $0.host == "web-1" && $0.field == "labels.team" } == 1)
        try expectGolden(DriftText.text(report, style: .plain), "drift.txt")
        try expectGolden(String(decoding: DriftJSON.value(report).text(), as: UTF8.self), "drift.json")
    }

    @Test func noDrift() {
        let report = DriftReport(Samples.plan())
        #expect(report.isEmpty)
        #expect(DriftText.text(report, style: .plain) == "No drift.\nObserved 2 hosts in 3 requests.\n")
        #expect(DriftJSON.value(report)["drifted"] == .bool(false))
    }

    @Test func anUnaskedCloudIsNotCalledFreeOfDrift() {
        var plan = Samples.plan()
        plan.unobserved = [.gcp: Samples.error(.auth)]
        let text = DriftText.text(DriftReport(plan), style: .plain)
        #expect(text.contains("Could not be asked:\n  lambda: E1: none left\n"))
        #expect(text.contains("No drift, as far as the clouds could be asked.\n"))
    }
}
