import Diagnostics
import Hosts
import Providers
import Specs
import Testing

@testable import Catalog

/// What no cloud of today refuses, on a cloud that does: the checks go by the table, not by the cloud.
@Suite struct OtherTableTests {
    /// A table that differs from GCP's, and what it refuses.
    struct Case: Sendable, CustomTestStringConvertible {
        var block: String
        var rule: CatalogRule
        var fix: String
        var change: @Sendable (inout Capabilities) -> Void

        init(
            _ block: String, _ rule: CatalogRule, fix: String,
            _ change: @escaping @Sendable (inout Capabilities) -> Void
        ) {
            self.block = block
            self.rule = rule
            self.fix = fix
            self.change = change
        }

        var testDescription: String { "\(rule.rawValue): \(block)" }
    }

    @Test(arguments: [
        Case("cpu: 2", .nameTooLong, fix: "a-host-w") { $0.specLimits.hostName = 8 },
        Case("cpu: 2, labels: {a: b}", .labelUnsupported, fix: "x-labels") { $0.labels = false },
        Case("cpu: 2, labels: {a: bcdef}", .labelForm, fix: "bcd") { $0.specLimits.labelValue = 3 },
        Case("cpu: 2, network: {open_ports: [22]}", .networkUnsupported, fix: "x-open_ports") {
            $0.specLimits.openPorts = false
        },
        Case("gpu: l4", .gpuUnsupported, fix: "x-gpu") { $0.gpu = false },
        Case("cpu: 2", .zoneMissing, fix: "zone: us-west1-a, ") { $0.zone = .required },
        Case("cpu: 2, disk_gb: 100", .diskUnsupported, fix: "storage: ephemeral, ") { $0.persistentDisk = false },
        Case("cpu: 2, disk_gb: 100", .diskUnsupported, fix: "null") {
            $0.persistentDisk = false
            $0.ephemeralDisk = false
        },
        Case("cpu: 2, disk_gb: 100, disk_type: ssd", .diskTypeUnsupported, fix: "ssd_io_m3") {
            $0.diskTypes = [.ssdIOM3]
        },
        Case("cpu: 2, disk_gb: 100, storage: ephemeral", .storageUnsupported, fix: "persistent") {
            $0.ephemeralDisk = false
        },
        Case("machine_type: n2-standard-4, disk_gb: 100, storage: ephemeral", .storageUnsupported, fix: "persistent") {
            $0.specLimits.localDiskIsListed = true
        },
    ])
    func isRefusedAndMended(example: Case) throws {
        let text = "fleet: f\nhosts:\n  a-host-with-a-name: {provider: gcp, region: us-west1, \(example.block)}\n"
        let findings = try check(text, example)
        #expect(findings.map(\.rule) == [example.rule.rawValue], "\(findings)")
        let finding = try #require(findings.first)
        #expect(finding.fix == example.fix)
        let mended = CheckTests.pasted(try #require(finding.fix), over: try #require(finding.span), in: text)
        #expect(try check(mended, example) == [])
    }

    private func check(_ text: String, _ example: Case) throws -> [Diagnostic] {
        let fleet = try #require(SpecReader().read(texts: [(path: "a.yaml", bytes: Array(text.utf8))]).fleet)
        var table = try #require(ProviderTable.known(of: .gcp))
        example.change(&table)
        let catalog = try #require(TestClouds.tables[.gcp])
        return SpecValidator.findings(
            for: fleet, catalogs: { _ in ValidationCatalog(CatalogIndex(catalog), origin: .shipped) },
            capabilities: { [table] _ in table })
    }
}
