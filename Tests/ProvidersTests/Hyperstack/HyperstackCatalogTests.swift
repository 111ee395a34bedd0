import Catalog
import Hosts
import JSON
import Testing

@testable import Providers

@Suite struct HyperstackCatalogTests {
    @Test(arguments: [
        ("2.4", 2_400_000_000), ("1.900000000", 1_900_000_000), ("0E-9", 0), ("0", 0), ("3", 3_000_000_000),
        ("0.000095890410958904", 95_890), ("0.0000000005", 1), ("0.0000000004", 0), ("1.9e0", 1_900_000_000),
        ("19E-1", 1_900_000_000), ("1E+2", 100_000_000_000), ("12.5e-10", 1),
    ])
    func readsDecimals(text: String, nanos: Int) { #expect(HyperstackPricebook.nanos(text) == nanos) }

    @Test(arguments: ["", "-1", "1.2.3", "abc", "1e", "e5", "1e999", "99999999999999999999", "1e30", ".5", "1 ", "NaN"])
    func refusesOddDecimals(text: String) { #expect(HyperstackPricebook.nanos(text) == nil) }

    @Test(
        arguments: [
            ("H100-80G-PCIe", "h100", 80), ("H100-80G-PCIe-NVLink", "h100", 80), ("H100-80G-SXM5", "h100", 80),
            ("H200-141G-SXM5", "h200", 141), ("A100-80G-PCIe-NVLink", "a100-80gb", 80),
            ("A100-80G-PCIe-spot", "a100-80gb", 80),
            ("A100-40G-PCIe", "a100", 40), ("RTX-A6000", "a6000", nil), ("RTX-A6000-spot", "a6000", nil),
            ("L40", "l40", nil),
            ("L40S-48G", "l40s", 48), ("B200-180G-SXM6", "b200", 180), ("RTX-6000-Ada", "rtx-6000-ada", nil),
            ("", "", nil),
            ("GH200-96G", "gh200", 96),
        ] as [(String, String, Int?)])
    func namesGPUs(vendor: String, canonical: String, memory: Int?) {
        #expect(HyperstackGPU(vendor).canonical == canonical)
        #expect(HyperstackGPU(vendor).memoryGB == memory)
    }

    private func flavor(_ name: String, gpu: String?, _ count: Int, cpu: Int? = 4, ram: String? = "16.5")
        -> HyperstackFlavor
    {
        HyperstackFlavor(
            name: name, region: "CANADA-1", cpu: cpu, ram: ram, disk: 100, ephemeral: 750, gpu: gpu, gpuCount: count,
            stockAvailable: true, labels: [])
    }

    @Test func pricesAreSumsOfParts() {
        let book = HyperstackPricebook([
            .init(name: "L40", value: "1.0"), .init(name: "vCPU", value: "0E-9"),
            .init(name: "vCPU (cpu-only-flavors)", value: "0.008"),
            .init(name: "RAM (cpu-only-flavors)", value: "0.002"),
            .init(name: "RTX-A6000", value: "0"), .init(name: "Cloud-SSD", value: "0.000096774"),
        ])
        #expect(book.price(of: flavor("a", gpu: "L40", 2)) == Money("2.00"))
        #expect(book.price(of: flavor("b", gpu: nil, 0)) == Money("0.065"))
        #expect(book.price(of: flavor("c", gpu: "RTX-A6000", 1)) == nil, "a price of nothing is unknown")
        #expect(book.price(of: flavor("d", gpu: "H100", 1)) == nil)
        #expect(book.price(of: flavor("e", gpu: nil, 0, cpu: nil)) == nil)
        #expect(book.price(of: flavor("f", gpu: "L40", .max)) == nil)
        #expect(book.price("vCPU") == nil)
        #expect(book.price("Cloud-SSD") == Money("0.000096774"))
    }

    @Test func stockIsWhatTheCloudTells() {
        let row = HyperstackStock(
            region: "CANADA-1", model: "L40", available: "10+", configurations: [1: 12, 2: 6, 4: 0])
        #expect(HyperstackCatalog.stock(of: flavor("a", gpu: "L40", 2), in: [row]) == .atLeast(6))
        #expect(HyperstackCatalog.stock(of: flavor("a", gpu: "L40", 4), in: [row]) == Stock.none)
        #expect(HyperstackCatalog.stock(of: flavor("a", gpu: "L40", 8), in: [row]) == .some)
        #expect(HyperstackCatalog.stock(of: flavor("a", gpu: nil, 0), in: [row]) == .some)
        var out = flavor("a", gpu: "L40", 1)
        out.stockAvailable = false
        #expect(HyperstackCatalog.stock(of: out, in: [row]) == Stock.none)
        out.stockAvailable = nil
        #expect(HyperstackCatalog.stock(of: out, in: []) == nil)
    }

    @Test func imagesAreFoundByFamily() {
        func image(_ version: String, region: String = "CANADA-1", type: String = "Ubuntu") -> HyperstackImage {
            HyperstackImage(name: "Ubuntu \(version)", region: region, type: type, version: version)
        }
        let images = [
            image("Server 24.04 LTS"), image("Server 24.04 LTS R535 CUDA 12.2"),
            image("Server 24.04 LTS R570 CUDA 12.8"),
            image("Server 22.04 LTS"), image("Server 26.04 LTS", region: "NORWAY-1"), image("24.04", type: "Other"),
        ]
        func find(_ wanted: String, gpu: Bool, region: String = "CANADA-1") -> String? {
            HyperstackImages.resolve(wanted, region: region, gpu: gpu, in: images)
        }
        #expect(find("ubuntu-24.04-lts", gpu: true) == "Ubuntu Server 24.04 LTS R570 CUDA 12.8")
        #expect(find("ubuntu-24.04-lts", gpu: false) == "Ubuntu Server 24.04 LTS")
        #expect(find("ubuntu-22.04", gpu: true) == "Ubuntu Server 22.04 LTS")
        #expect(find("Ubuntu Server 22.04 LTS", gpu: true) == "Ubuntu Server 22.04 LTS")
        #expect(find("ubuntu-24.04-lts", gpu: true, region: "NORWAY-1") == nil)
        #expect(find("debian-12", gpu: false) == nil)
        #expect(find("", gpu: false) == nil)
    }

    @Test func theServersOfferBecomesEntries() async throws {
        let bench = try await HyperstackBench()
        let entries = try await bench.provider.fetchCatalog()
        #expect(entries == entries.sorted(by: CatalogEntry.inCatalogOrder))
        #expect(bench.meter.reads == 5 && bench.meter.writes == 0)
        #expect(Set(entries.map { "\($0.kind) \($0.scope.text) \($0.name)" }).count == entries.count)
        func machine(_ name: String, _ region: String = "CANADA-1") -> MachineType? {
            entries.first { $0.name == name && $0.scope == .region(region) }.flatMap {
                if case .machineType(let machine) = $0.payload { machine } else { nil }
            }
        }
        #expect(machine("n3-L40x2")?.gpu == GPURequest(type: "l40", count: 2))
        #expect(machine("n3-L40x2")?.price == Money("2.00"))
        #expect(machine("n3-L40x2")?.stock == .atLeast(6))
        #expect(machine("n3-L40x2")?.ramGB == Quantity(118))
        #expect(machine("n3-H100-NVLinkx8", "NORWAY-1")?.price == Money("15.60"))
        #expect(machine("n3-A100x1-spot")?.spotPrice == Money("1.08"))
        #expect(machine("n3-A100x1-spot")?.price == nil && machine("n3-A100x1-spot")?.onDemand == false)
        #expect(machine("n1-cpu-small")?.price == Money("0.037"))
        #expect(machine("n1-cpu-small")?.localDiskGB == nil)
        #expect(entries.contains { $0.name == "a100-80gb" && $0.kind == .gpuType })
        #expect(entries.contains { $0.name == "ubuntu-24.04-lts" && $0.kind == .image })
        #expect(entries.filter { $0.kind == .region }.map(\.name) == ["CANADA-1", "NORWAY-1", "US-1"])
    }

    @Test func aStopSavesNothingUnlessItHibernates() async throws {
        let bench = try await HyperstackBench()
        let index = CatalogIndex(provider: .hyperstack, entries: try await bench.provider.fetchCatalog())
        var spec = HostSpec(name: "hub", provider: .hyperstack)
        spec.region = "CANADA-1"
        spec.machineType = "n1-cpu-small"
        spec.diskGB = 50
        let plain = try Sizing.choose(for: spec, rung: nil, in: index, capabilities: HyperstackProvider.table)
        // The machine with its root disk, and the volume.
        #expect(plain.price == Money("0.0418387"))
        #expect(plain.stoppedPrice == plain.price)
        let settings = HyperstackSettings.parse(["stop": .string("hibernate")]).settings
        let hibernating = try Sizing.choose(for: spec, rung: nil, in: index, capabilities: settings.capabilities)
        #expect(hibernating.price == plain.price)
        // The root disk is kept, and billed like a volume.
        #expect(hibernating.stoppedPrice == Money("0.0145161"))
    }
}
