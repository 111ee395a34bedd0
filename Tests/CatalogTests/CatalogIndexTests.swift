import Catalog
import Hosts
import Testing

@Suite struct CatalogIndexTests {
    @Test func answersByPlace() {
        let index = SizingTests.catalog
        #expect(index.regions == ["r1", "r2"])
        #expect(index.zones == ["r1-a", "r1-b", "r2-a"])
        #expect(index.zones(in: "r1") == ["r1-a", "r1-b"])
        #expect(index.zones(in: "nowhere") == [])
        #expect(index.region(ofZone: "r2-a") == "r2")
        #expect(index.machineTypes(inRegion: "r2") == ["small"])
        #expect(
            index.machineTypes(inRegion: "r1", zone: "r1-a") == [
                "arm", "big", "small", "small-too", "unpriced", "zonal",
            ])
        #expect(index.machineType("gpu-1", inRegion: "r1", zone: "r1-a") == nil)
        #expect(index.machineType("small", inRegion: "r2")?.price == Money("0.08"))
        #expect(index.machineType("small", inRegion: "r1")?.price == Money("0.10"))
        #expect(index.images["img-arm"]?.architecture == "arm64")
        #expect(index.diskPrice(.ssd, inRegion: "r1") == Money("0.0002"))
        #expect(index.diskPrice(.ssd, inRegion: "r2") == nil)
    }

    @Test func servesACloudWithoutRegions() throws {
        let machine = MachineType(cpu: Quantity(4), ramGB: Quantity(8), price: Money("0.5"))
        let index = CatalogIndex(
            provider: .lambda,
            entries: [CatalogEntry(provider: .lambda, scope: .global, name: "one", payload: .machineType(machine))])
        var capabilities = Capabilities()
        capabilities.diskTypes = []
        let spec = HostSpec(name: "h", provider: .lambda)
        let offering = try Sizing.choose(for: spec, rung: nil, in: index, capabilities: capabilities)
        #expect(offering.region == nil)
        #expect(offering.price == Money("0.5"))
        #expect(offering.stoppedPrice == Money(nanos: 0))
    }

    @Test func joinsWhatBelongsTogether() throws {
        let index = CatalogIndex(try CatalogFileTests.read(CatalogFileTests.text))
        #expect(index.gpu("h100")?.memoryGB == 80)
        #expect(index.gpu("h200") == nil)
        #expect(index.machine("p5")?.offers.map(\.region) == ["r1"])
        #expect(index.machineType("p5", inRegion: "r1")?.stock == Stock.some)
        #expect(index.machineType("a1", inRegion: "r1", zone: "r1-b") == nil)
        #expect(index.machineType("a1", inRegion: "r1", zone: "r1-a")?.price == Money("0.204"))
        #expect(index.machineType("a1", inRegion: nil) == nil)
        #expect(index.images["ubuntu-24.04-lts"]?.isOffered(in: "r1") == true)
        #expect(index.images["ubuntu-24.04-lts"]?.isOffered(in: "r2") == false)
        #expect(index.images["ubuntu-24.04-lts"]?.isOffered(in: nil) == true)
        #expect(index.images["ubuntu-24.04-lts"]?.gpuDrivers == false)
        #expect(index.diskPrice(.ssd, inRegion: "r2") == Money("0.0002"))
        #expect(index.diskPrice(.balanced, inRegion: "r2") == nil)
        #expect(index.diskPrice(.balanced, inRegion: nil, zone: "r1-a") == Money("0.000109589"))
        #expect(index.disks(.balanced, inRegion: "r1").map(\.name) == ["gp3"])
        #expect(index.machineTypes(inRegion: "r2") == ["a1", "spotty"])
        #expect(index.machineTypes(inRegion: nil) == [])
    }

    /// Several of the cloud's disk types may stand for one word, and not every machine takes the cheapest.
    @Test func diskPriceIsNeverTooLow() {
        func disk(_ name: String, _ price: String) -> CatalogEntry {
            CatalogEntry(
                provider: .gcp, scope: .region("r1"), name: name,
                payload: .diskType(DiskOffer(type: .balanced, perGBHour: Money(price))))
        }
        let region = CatalogEntry(provider: .gcp, scope: .global, name: "r1", payload: .region(zones: ["r1-a"]))
        let both = [disk("hyperdisk-balanced", "0.000109589"), disk("pd-balanced", "0.000136986")]
        for disks in [both, both.reversed()] {
            let index = CatalogIndex(provider: .gcp, entries: [region] + disks)
            #expect(index.diskPrice(.balanced, inRegion: "r1") == Money("0.000136986"))
        }
    }

    @Test func toleratesATableThatIsNotSorted() {
        let machine = CatalogTable.Machine(
            name: "m", cpu: Quantity(1), ramGB: Quantity(1),
            offers: [.init(region: "b"), .init(region: "a"), .init(region: "nowhere"), .init(region: nil)])
        let index = CatalogIndex(
            CatalogTable(provider: .aws, regions: [.init(name: "a"), .init(name: "b")], machineTypes: [machine]))
        #expect(index.machineTypes(inRegion: "a") == ["m"])
        #expect(index.machineTypes(inRegion: "b") == ["m"])
        #expect(index.machineTypes(inRegion: nil) == ["m"])
    }

    @Test func givesTheSameMarketToAllWhoAskAtOnce() async throws {
        let index = SizingTests.catalog
        var spec = HostSpec(name: "h", provider: .local)
        spec.cpu = Quantity(2)
        let asked = spec
        let names = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try Sizing.choose(for: asked, rung: nil, in: index, capabilities: SizingTests.capabilities)
                        .machineType
                }
            }
            var all: Set<String> = []
            for try await name in group { all.insert(name) }
            return all
        }
        #expect(names == ["small"])
    }
}
