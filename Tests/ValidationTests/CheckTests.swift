import CatalogStore
import Diagnostics
import Foundation
import Hosts
import Providers
import Specs
import Testing

@testable import Catalog

/// Each check by the least spec that it refuses, on a small cloud whose rows are all in sight.
@Suite struct CheckTests {
    /// A mistake: the keys of one host, the rules it breaks, and the text that mends it.
    struct Case: Sendable, CustomTestStringConvertible {
        var block: String
        var rule: String
        var fix: String?
        var severity: Diagnostic.Severity
        var cloud: ProviderID

        init(
            _ cloud: ProviderID, _ block: String, _ rule: CatalogRule, fix: String?,
            _ severity: Diagnostic.Severity = .error
        ) {
            self.cloud = cloud
            self.block = block
            self.rule = rule.rawValue
            self.fix = fix
            self.severity = severity
        }

        init(_ block: String, _ rule: CatalogRule, fix: String?, _ severity: Diagnostic.Severity = .error) {
            self.init(.gcp, block, rule, fix: fix, severity)
        }

        var testDescription: String { "\(cloud.rawValue) \(block)" }
    }

    @Test(arguments: [
        Case("region: us-wets1, cpu: 2", .regionUnknown, fix: "us-west1"),
        Case("region: us-west1-a, cpu: 2", .regionUnknown, fix: "us-west1"),
        Case("region: mars, zone: us-west1-a, cpu: 2", .regionUnknown, fix: "us-west1"),
        Case("region: mars, cpu: 2", .regionUnknown, fix: nil),
        Case("cpu: 2", .regionMissing, fix: "region: us-east1, "),
        Case("region: us-west1, zone: us-west1-q, cpu: 2", .zoneUnknown, fix: "us-west1-a"),
        Case("region: us-west1, zone: us-west1, cpu: 2", .zoneUnknown, fix: "us-west1-a"),
        Case("region: us-west1, zone: us-east1-b, cpu: 2", .zoneElsewhere, fix: "us-west1-b"),
        Case("region: us-west1, machine_type: n2-standrad-4", .machineTypeUnknown, fix: "n2-standard-4"),
        Case("region: us-east1, machine_type: a2-highgpu-lg", .machineTypeUnknown, fix: nil),
        Case("region: us-west1, machine_type: n7-standard-4", .machineTypeUnknown, fix: "n2-standard-4", .warning),
        Case("region: us-west1, machine_type: z9-other", .machineTypeUnknown, fix: nil, .warning),
        Case("zone: us-west1-b, machine_type: a2-highgpu-1g", .zoneOffer, fix: "us-west1-a"),
        Case("region: us-east1, machine_type: a2-highgpu-1g", .regionOffer, fix: "us-west1"),
        Case("region: us-east1, machine_type: n2-standard-8", .machineTypeOffer, fix: "n2-standard-4"),
        Case("region: us-east1, zone: us-east1-b, machine_type: a2-highgpu-1g", .machineTypeOffer, fix: nil),
        Case("region: us-west1, machine_type: n2-custom-3-1000", .machineTypeCustom, fix: "n2-custom-4-2048"),
        Case("region: us-west1, machine_type: e2-custom-medium-4000", .machineTypeCustom, fix: "e2-custom-medium-4096"),
        Case("region: us-west1, machine_type: N2-STANDARD-4", .machineTypeUnknown, fix: "n2-standard-4"),
        Case("region: us-west1, machine_type: n2-standard-9", .machineTypeUnknown, fix: "n2-standard-4"),
        Case("region: us-west1, machine_type: n22-standard-4", .machineTypeUnknown, fix: "n2-standard-4"),
        Case("region: us-west1, machine_type: c4a-standard-4", .machineTypeUnknown, fix: "c4-standard-4", .warning),
        Case("region: us-west1, machine_type: n2-standard-4-lssd", .machineTypeUnknown, fix: "n2-standard-4", .warning),
        Case(.lambda, "region: us-east-1, machine_type: gpu_1x_a20", .machineTypeUnknown, fix: "gpu_1x_a10", .warning),
        Case(.lambda, "region: us-east-1, machine_type: gpu_lx_a10", .machineTypeUnknown, fix: "gpu_1x_a10"),
        Case("region: us-west7, cpu: 2", .regionUnknown, fix: "us-west1", .warning),
        Case("region: us-west11, cpu: 2", .regionUnknown, fix: "us-west1"),
        Case("region: us-west1, cpu: 2, image: debian-13", .imageUnknown, fix: "debian-12", .warning),
        Case("region: us-west1, cpu: 2, image: debian-21", .imageUnknown, fix: "debian-12"),
        Case("zone: us-east1-a, cpu: 2", .zoneUnknown, fix: "us-east1-b"),
        Case("region: us-west1, gpu: a10", .gpuUnknown, fix: "a100"),
        Case(.lambda, "region: us-east-1, gpu: a10-24gb", .gpuUnknown, fix: "a10"),
        Case(.lambda, "region: us-east-1, gpu: a80", .gpuUnknown, fix: "a80-pro"),

        Case("region: us-west1, gpu: a10o", .gpuUnknown, fix: "a100"),
        Case("region: us-west1, gpu: nvidia-tesla-a100", .gpuUnknown, fix: "a100"),
        Case("region: us-west1, gpu: b300", .gpuUnknown, fix: nil),
        Case("region: us-east1, gpu: a100", .regionOffer, fix: "us-west1"),
        Case("zone: us-west1-b, gpu: a100", .zoneOffer, fix: "us-west1-a"),
        Case("region: us-west1, gpu: {type: l4, count: 3}", .gpuCount, fix: "4"),
        Case("region: us-west1, gpu: {type: l4, count: 9}", .gpuCount, fix: "4"),
        Case("region: us-east1, gpu: l4", .gpuCount, fix: "{type: l4, count: 2}"),
        Case("region: us-east1, gpu: {type: l4}", .gpuCount, fix: "count: 2, "),
        Case("region: us-west1, machine_type: a2-highgpu-1g, gpu: l4", .gpuMismatch, fix: "g2-standard-4"),
        Case("region: us-west1, machine_type: n2-standard-4, gpu: l4", .gpuMismatch, fix: "g2-standard-4"),
        Case(
            "region: us-west1, machine_type: a2-highgpu-1g, gpu: {type: a100, count: 2}", .gpuMismatch, fix: "1"),
        Case("region: us-west1, cpu: 64", .cpuUnavailable, fix: "16"),
        Case("region: us-west1, cpu: 4, ram_gb: 640", .ramUnavailable, fix: "64"),
        Case("region: us-west1, machine_type: fixed-8, pricing: spot", .pricingUnsupported, fix: "on_demand"),
        Case("region: us-west1, machine_type: only-spot", .pricingUnsupported, fix: "pricing: spot, "),
        Case(
            "region: us-west1, machine_type: t2a-standard-4, image: debian-12", .imageArchitecture,
            fix: "debian-12-arm64"),
        Case("region: us-west1, gpu: l4, image: debian-12-arm64", .imageArchitecture, fix: "debian-12"),
        Case("region: us-west1, cpu: 2, image: debain-12", .imageUnknown, fix: "debian-12"),
        Case("region: us-west1, cpu: 2, image: plan9", .imageUnknown, fix: nil, .warning),
        Case("region: us-east1, cpu: 2, image: debian-west", .imageOffer, fix: "debian-12"),
        Case("region: us-west1, cpu: 2, boot_disk_gb: 10, image: big-image", .bootDiskSize, fix: "30"),
        Case("region: us-west1, cpu: 2, boot_disk_gb: 5", .bootDiskSize, fix: "10"),
        Case("region: us-west1, cpu: 2, disk_gb: 100, disk_type: ssd_io_m3", .diskTypeUnsupported, fix: "ssd"),
        Case(
            "region: us-west1, machine_type: c4-standard-4, disk_gb: 100, disk_type: ssd", .diskTypeMachine,
            fix: "balanced"),
        Case("region: us-west1, cpu: 2, disk_gb: 5, disk_type: ssd", .diskSize, fix: "10"),
        Case("region: us-west1, cpu: 2, disk_gb: 9000, disk_type: ssd", .diskSize, fix: "8000"),
        Case("region: us-west1, cpu: 2, disk_gb: 120, disk_type: standard", .diskStep, fix: "150"),
        Case(.lambda, "region: us-east-1, gpu: a10, disk_gb: 100", .diskUnsupported, fix: "storage: ephemeral, "),
        Case(
            .lambda, "region: us-east-1, gpu: a10, disk_gb: 100, storage: persistent", .diskUnsupported,
            fix: "ephemeral"),
        Case(.lambda, "region: us-east-1, gpu: a10, power: stopped", .powerUnsupported, fix: "running"),
        Case(.lambda, "region: us-east-1, gpu: a10, pricing: spot", .pricingUnsupported, fix: "on_demand"),
        Case(.lambda, "region: us-east-1, gpu: a10, boot_disk_gb: 100", .bootDiskUnsupported, fix: "null"),
        Case(.lambda, "region: us-east-1, gpu: a10, disk_type: ssd", .diskTypeUnsupported, fix: "x-disk_type"),
        Case(.lambda, "region: us-east-1, gpu: a10, labels: {my_team: x}", .labelForm, fix: "my-team"),
        Case(.lambda, "region: us-east-1, gpu: a10, labels: {x: y}", .labelForm, fix: nil),
        Case(.lambda, "region: us-east-1, gpu: a10, metadata: {a: b}", .metadataUnsupported, fix: "x-metadata"),
        Case(.lambda, "region: us-east-1, gpu: a10, tags: [web]", .tagsUnsupported, fix: "x-tags"),
        Case(.lambda, "region: us-east-1, gpu: a10, network: {public_ip: false}", .networkUnsupported, fix: "true"),
        Case(.lambda, "region: us-east-1, gpu: a10, network: {subnet: s}", .networkUnsupported, fix: "null"),
        Case(.lambda, "zone: us-east-1, gpu: a10", .zoneUnsupported, fix: "region"),
        Case(.lambda, "zone: us-east-1-a, region: us-east-1, gpu: a10", .zoneUnsupported, fix: "null"),
    ])
    func findsOneMistakeAndMendsIt(example: Case) throws {
        let text = "fleet: f\nhosts:\n  h: {provider: \(example.cloud.rawValue), \(example.block)}\n"
        let findings = try check(text)
        #expect(findings.map(\.rule) == [example.rule], "\(findings)")
        let finding = try #require(findings.first)
        #expect(finding.severity == example.severity)
        #expect(finding.fix == example.fix, "\(finding)")
        #expect(finding.span != nil)
        #expect(!finding.notes.isEmpty)
        guard let fix = finding.fix, let span = finding.span else { return }
        let mended = try check(Self.pasted(fix, over: span, in: text))
        #expect(mended.isEmpty, "\(mended)")
    }

    @Test(arguments: [
        "region: us-west1, machine_type: n2-custom-4-8192", "region: us-west1, machine_type: custom-2-4096",
        "region: us-west1, machine_type: e2-custom-medium-4096", "region: us-west1, machine_type: n4d-custom-2-4096",
        "region: us-west1, machine_type: g2-custom-8-32768, gpu: l4", "region: us-west1, cpu: 2, image: ubuntu-lts",
        "region: us-west1, gpu: g-arm",
        "zone: us-west1-a, gpu: a100", "region: us-west1, gpu: l4, machine_type: g2-standard-4",
        "region: us-west1, cpu: 2, image: projects/p/global/images/x",
        "region: us-west1, machine_type: only-spot, pricing: spot",
        "region: us-west1, machine_type: t2a-standard-4",
        "region: us-west1, machine_type: t2a-standard-4, image: debian-12-arm64",
        "region: us-west1, cpu: 3, image: debian-12-arm64", "region: us-west1, disk_gb: 100, storage: ephemeral",
        "region: us-west1, disk_gb: 150, disk_type: standard",
        "region: us-west1, power: stopped, tags: [a], metadata: {a: b}",
    ])
    func findsNothingWhereNothingIsWrong(block: String) throws {
        #expect(try check("fleet: f\nhosts:\n  h: {provider: gcp, \(block)}\n") == [])
    }

    /// Two mistakes that do not rest on each other are both told; what rests on a mistake is not.
    @Test(arguments: [
        ("region: us-wets1, zone: us-west1-a, gpu: {type: l4, count: 3}", ["region-unknown"]),
        ("region: us-wets1, machine_type: n2-standrad-4", ["region-unknown", "machine-type-unknown"]),
        ("region: us-west1, zone: us-east1-b, machine_type: a2-highgpu-1g", ["zone-elsewhere"]),
        (
            "region: us-west1, gpu: a10o, image: debain-12, disk_gb: 5, disk_type: ssd",
            ["gpu-unknown", "image-unknown", "disk-size"]
        ),
        (
            "region: us-west1, machine_type: n2-standrad-4, pricing: spot, image: debian-12-arm64",
            ["machine-type-unknown"]
        ),
        ("region: us-west1, cpu: 640, boot_disk_gb: 5", ["cpu-unavailable", "boot-disk-size"]),
    ])
    func tellsEachMistakeOnce(block: String, rules: [String]) throws {
        let findings = try check("fleet: f\nhosts:\n  h: {provider: gcp, \(block)}\n")
        #expect(findings.map(\.rule).sorted() == rules.sorted())
    }

    @Test func whatManyHostsTakeFromOneLineIsToldThere() throws {
        let findings = try check(
            """
            fleet: f
            defaults: {provider: gcp, region: us-wets1, image: debain-12}
            hosts:
              a-{01..50}: {cpu: 2}
              b: {region: us-west1, cpu: 4}
            """)
        #expect(findings.map { "\($0.rule) \($0.span?.start.line ?? 0)" } == ["region-unknown 2", "image-unknown 2"])
        #expect(findings.first?.notes.last?.message == "the same for 49 more hosts: a-02, a-03, a-04 …")
        let taken = try #require(findings.first?.notes.first { $0.span != nil })
        #expect(taken.message == "`a-01` takes it over from there" && taken.span?.start.line == 4)
    }

    /// A rung's own mistake is an error; what it only takes over from its host is a warning, and told once.
    @Test(arguments: [
        ("gpu: l4, placement: [{region: us-wets1}]", ["region-unknown error 4"]),
        ("gpu: a100, placement: [{region: us-east1}]", ["region-offer error 4"]),
        ("gpu: l4, placement: [{zone: us-east1-b}]", ["zone-elsewhere error 4"]),
        ("cpu: 2, image: debain-12, placement: [{zone: us-west1-b}]", ["image-unknown error 3"]),
        ("cpu: 2, power: stopped, placement: [{provider: lambda, region: us-east-1}]", ["power-unsupported warning 4"]),
        ("machine_type: n2-standard-4, placement: [{provider: lambda, region: us-east-1}]", ["placement-size error 4"]),
        ("machine_type: n2-standard-4, placement: [{machine_type: n2-standrad-8}]", ["machine-type-unknown error 4"]),
        ("machine_type: fixed-8, placement: [{pricing: spot}]", ["pricing-unsupported error 4"]),
    ])
    func checksEachRung(block: String, expected: [String]) throws {
        let text =
            "fleet: f\nhosts:\n  h: {provider: gcp, region: us-west1, \(block.replacing("placement", with: "\n    placement"))}\n"
        let findings = try check(text)
        #expect(
            findings.map { "\($0.rule) \($0.severity.rawValue) \($0.span?.start.line ?? 0)" } == expected, "\(findings)"
        )
    }

    @Test func lockedCatalogsProveMore() throws {
        let text = "fleet: f\nhosts:\n  h: {provider: gcp, region: us-west1, machine_type: n7-standard-4}\n"
        #expect(try check(text).map(\.severity) == [.warning])
        #expect(try check(text, origin: .locked).map(\.severity) == [.error])
        #expect(try check(text, origin: .locked, runsOn: ["h": "n7-standard-4"]) == [])
        #expect(try check(text, origin: .locked, runsOn: ["h": "n2-standard-4"]).count == 1)
    }

    @Test func aCloudWithoutACatalogIsHeldToItsTable() throws {
        let text = "fleet: f\nhosts:\n  h: {provider: hyperstack, region: X, zone: y, gpu: z, disk_gb: 0}\n"
        let result = SpecReader().read(texts: [
            (path: "a.yaml", bytes: Array(text.replacing("disk_gb: 0", with: "disk_gb: 9").utf8))
        ])
        let fleet = try #require(result.fleet)
        let findings = SpecValidator.findings(
            for: fleet, catalogs: { _ in nil }, capabilities: { ProviderTable.known(of: $0) })
        #expect(findings.map(\.rule) == ["zone-unsupported"])
        #expect(SpecValidator.findings(for: fleet, catalogs: { _ in nil }, capabilities: { _ in nil }) == [])
    }

    @Test(arguments: [
        ("\"Ubuntu Server 22.04 LTS R535 CUDA 12.2\"", [String](), nil as String?),
        ("Ubuntu Server 24.04 LTS R570 CUDA 12.8 with Docker", [], nil),
        (
            "Ubuntu Serverr 22.04 LTS R535 CUDA 12.2", ["image-unknown"],
            "\"Ubuntu Server 22.04 LTS R535 CUDA 12.2\""
        ),
    ])
    func imagesMayHaveNamesOfSeveralWords(image: String, rules: [String], fix: String?) throws {
        let text = "fleet: f\nhosts:\n  h: {provider: hyperstack, region: CANADA-1, gpu: l40, image: \(image)}\n"
        let result = SpecReader().read(texts: [(path: "a.yaml", bytes: Array(text.utf8))])
        let fleet = try #require(result.fleet, "\(result.diagnostics)")
        let shipped = try #require(try CatalogLibrary.shipped(.hyperstack))
        let findings = SpecValidator.findings(
            for: fleet, catalogs: { _ in ValidationCatalog(shipped.index, origin: .shipped) },
            capabilities: { ProviderTable.known(of: $0) })
        #expect(findings.map(\.rule) == rules && findings.first?.fix == fix, "\(findings)")
    }

    @Test func longScriptsAndManyLabels() throws {
        let labels = (1...44).map { "k\($0): v" }.joined(separator: ", ")
        let text = """
            fleet: f
            hosts:
              b: {provider: aws, region: us-east-1, labels: {\(labels)}}
              c: {provider: aws, region: us-east-1, startup_script: "\(String(repeating: "x", count: 17_000))"}
            """
        let findings = try check(text)
        #expect(findings.map(\.rule) == ["labels-too-many", "script-too-long"])
        #expect(findings.allSatisfy { !$0.message.contains("xxxx") })
    }

    @Test func everyRuleIsExplained() {
        for rule in CatalogRule.allCases { #expect(rule.explanation.hasSuffix("."), "\(rule.rawValue)") }
        let codes = Set(CatalogRule.allCases.map(\.rawValue))
        #expect(codes.isDisjoint(with: Rule.allCases.map(\.rawValue)))
    }

    // MARK: Support

    private func check(
        _ text: String, origin: ValidationCatalog.Origin = .shipped, runsOn: [String: String] = [:]
    ) throws -> [Diagnostic] {
        let result = SpecReader().read(texts: [(path: "a.yaml", bytes: Array(text.utf8))])
        let fleet = try #require(result.fleet, "\(result.diagnostics)")
        return SpecValidator.findings(
            for: fleet, catalogs: { TestClouds.tables[$0].map { ValidationCatalog(CatalogIndex($0), origin: origin) } },
            capabilities: { ProviderTable.known(of: $0) }, runsOn: { runsOn[$0] })
    }

    /// A text with a fix pasted over a span of one line.
    static func pasted(_ fix: String, over span: SourceSpan, in text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let line = Array(lines[span.start.line - 1].unicodeScalars)
        var new = String.UnicodeScalarView(line[..<(span.start.column - 1)])
        new.append(contentsOf: fix.unicodeScalars)
        new.append(contentsOf: line[(span.end.column - 1)...])
        lines[span.start.line - 1] = String(new)
        return lines.joined(separator: "\n")
    }
}
