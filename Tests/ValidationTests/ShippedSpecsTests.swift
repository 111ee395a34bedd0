import CatalogStore
import Diagnostics
import Hosts
import Providers
import Specs
import Testing

@testable import Catalog

/// Specs as people write them, against the catalogs that ship.
@Suite struct ShippedSpecsTests {
    /// What is wrong with one host, by the reader and by the catalogs.
    static func check(_ block: String) throws -> [Diagnostic] {
        let text = "fleet: f\nhosts:\n  h: {\(block)}\n"
        let result = SpecReader().read(texts: [(path: "a.yaml", bytes: Array(text.utf8))])
        guard let fleet = result.fleet else { return result.diagnostics }
        return result.diagnostics
            + SpecValidator.findings(
                for: fleet, catalogs: { try? ValidationCatalog(index(of: $0), origin: .shipped) },
                capabilities: { ProviderTable.known(of: $0) })
    }

    static func index(of provider: ProviderID) throws -> CatalogIndex {
        provider == .local ? LocalCatalog.index : try #require(try CatalogLibrary.shipped(provider)).index
    }

    /// A GPU as the cloud, its maker or a shouting user writes it is mended by one paste.
    @Test(arguments: ProviderID.allCases)
    func everyGPUNameIsMendedAtOnce(provider: ProviderID) throws {
        let table = try Self.index(of: provider).table
        let used = Set(table.machineTypes.compactMap { $0.gpu?.type })
        for gpu in table.gpuTypes where used.contains(gpu.name) {
            var names = [gpu.name.uppercased(), "NVIDIA \(gpu.name)", "nvidia-\(gpu.name)"]
            if let vendor = gpu.vendorName { names.append(vendor) }
            for name in names where name != gpu.name {
                let findings = try Self.check("provider: \(provider.rawValue), gpu: {type: \"\(name)\"}").filter {
                    $0.rule == "value-form" || $0.rule == "gpu-unknown"
                }
                let fix = findings.first?.fix
                #expect(findings.count == 1, "\(name): \(findings)")
                // AWS and others tell the sizes of one model apart by a number beside the name.
                let isTold = fix == gpu.name || table.gpuTypes.contains { $0.name == fix && $0.vendorName == name }
                #expect(isTold || GPUName.canonical(name) == fix, "\(provider.rawValue) \(name): \(fix ?? "-")")
            }
        }
    }

    @Test(arguments: [
        "provider: nebius, region: eu-north1, gpu: h100, disk_gb: 100",
        "provider: nebius, region: eu-north1, gpu: h100, disk_gb: 100, disk_type: balanced",
        "provider: nebius, region: eu-north1, gpu: h100, disk_gb: 100, disk_type: ssd",
        "provider: nebius, region: eu-north1, gpu: h100, disk_gb: 186, disk_type: ssd_io_m3",
    ])
    func nothingIsWrong(block: String) throws {
        #expect(try Self.check(block) == [])
    }

    /// An image by the first part of its name: the newest that runs on the machine comes first.
    @Test(arguments: [
        ("gcp", "region: us-central1, cpu: 2, image: ubuntu-2404-lts", "ubuntu-2404-lts-amd64"),
        ("gcp", "region: us-central1, cpu: 2, image: ubuntu-24.04", "ubuntu-2404-lts-amd64"),
        ("gcp", "region: us-central1, machine_type: t2a-standard-4, image: ubuntu-2404", "ubuntu-2404-lts-arm64"),
        ("gcp", "region: us-central1, cpu: 2, image: ubuntu", "ubuntu-2404-lts-amd64"),
        ("aws", "region: us-east-1, machine_type: m7g.large, image: ubuntu-24.04-arm64", "ubuntu-24.04-lts-arm64"),
        ("nebius", "region: eu-north1, cpu: 4, image: ubuntu24.04", "ubuntu24.04-driverless"),
    ])
    func imagesByTheFirstPart(cloud: String, block: String, fix: String) throws {
        let findings = try Self.check("provider: \(cloud), \(block)")
        #expect(findings.map(\.rule) == ["image-unknown"])
        #expect(findings.first?.fix == fix)
    }

    /// A mistake in labels and the like does not hide what the catalogs say of the host.
    @Test func bothMistakesOfAHostAreTold() throws {
        let text = "fleet: f\nhosts:\n  h: {provider: gcp, labels: {Team: x}, region: us-wets1, cpu: 2}\n"
        let result = SpecReader().read(texts: [(path: "a.yaml", bytes: Array(text.utf8))])
        #expect(result.fleet == nil)
        let found = try SpecValidator.findings(
            for: #require(result.partial), catalogs: { try? ValidationCatalog(Self.index(of: $0), origin: .shipped) },
            capabilities: { ProviderTable.known(of: $0) })
        #expect((result.diagnostics + found).map(\.rule) == ["value-form", "region-unknown"])
    }

    /// The limits of the type that a word means are held, and told by the word that was written.
    @Test(arguments: [
        ("disk_gb: 9000", "disk-size", "a balanced disk on nebius has 1 to 8192 GiB, not 9000", "8192"),
        (
            "disk_gb: 9000, disk_type: balanced", "disk-size", "a balanced disk on nebius has 1 to 8192 GiB, not 9000",
            "8192"
        ),
        (
            "disk_gb: 100, disk_type: ssd_io_m3", "disk-step",
            "a ssd_io_m3 disk on nebius comes in steps of 93 GiB, not 100", "186"
        ),
    ])
    func disksOfNebius(block: String, rule: String, message: String, fix: String) throws {
        let findings = try Self.check("provider: nebius, region: eu-north1, gpu: h100, \(block)")
        #expect(findings.map(\.rule) == [rule])
        #expect(findings.first?.message == message)
        #expect(findings.first?.fix == fix)
    }

    /// The disk that boots a Nebius host is the replicated one, and so is its price.
    @Test func theBootDiskOfNebiusHasAPrice() throws {
        let index = try Self.index(of: .nebius)
        let table = try #require(ProviderTable.known(of: .nebius))
        var spec = HostSpec(name: "h", provider: .nebius)
        spec.region = "eu-north1"
        spec.cpu = Quantity(4)
        let offering = try #require(try? Sizing.choose(for: spec, rung: nil, in: index, capabilities: table))
        let parts = Sizing.priceParts(of: offering, for: spec, rung: nil, in: index, capabilities: table)
        let boot = try #require(parts.first { $0.kind == .bootDisk })
        let perGB = try #require(index.diskPrice(.ssd, inRegion: "eu-north1"))
        #expect(boot.running?.nanos == perGB.nanos * (boot.sizeGB ?? 0))
        #expect(boot.sizeGB ?? 0 > 0)
    }
}
