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
}
