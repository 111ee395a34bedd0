import Diagnostics
import Hosts
import Providers
import Specs
import Testing

@testable import Catalog

/// What one host is told must not depend on the hosts beside it, whatever the validator remembers of those.
@Suite struct SharedAnswersTests {
    @Test(arguments: UInt64(1)...24)
    func aFleetIsToldWhatItsHostsAreToldAlone(seed: UInt64) throws {
        let text = RandomHost.fleet(of: 80, seed: seed)
        let result = SpecReader().read(texts: [(path: "a.yaml", bytes: Array(text.utf8))])
        let fleet = try #require(result.fleet, "\(result.diagnostics)")
        let whole = findings(fleet, seed)
        var apart: [Diagnostic] = []
        for host in fleet.hosts {
            var alone = fleet
            alone.hosts = [host]
            apart += findings(alone, seed)
        }
        #expect(whole.count > 40)
        #expect(whole == apart.sorted(by: Diagnostic.inReportOrder))
    }

    @Test(arguments: UInt64(1)...24)
    func aMatchIsWhatSizingChooses(seed: UInt64) throws {
        let text = RandomHost.fleet(of: 80, seed: seed)
        let fleet = try #require(SpecReader().read(texts: [(path: "a.yaml", bytes: Array(text.utf8))]).fleet)
        var found = 0
        for host in fleet.hosts {
            let table = try #require(TestClouds.tables[host.provider])
            let capabilities = try #require(Self.capabilities(host.provider, seed))
            let index = CatalogIndex(table)
            let chosen = try? Sizing.choose(for: host, rung: nil, in: index, capabilities: capabilities)
            let match = Sizing.match(for: host, in: index, capabilities: capabilities)
            #expect(
                match == chosen.map { .init(region: $0.region, name: $0.machineType, machine: $0.machine) },
                "\(host)")
            if chosen != nil { found += 1 }
        }
        #expect((1..<fleet.hosts.count).contains(found))
    }

    /// Every second fleet is on clouds whose machines have a local disk only where the catalog says so.
    private static func capabilities(_ cloud: ProviderID, _ seed: UInt64) -> Capabilities? {
        var table = ProviderTable.known(of: cloud)
        table?.specLimits.localDiskIsListed = seed.isMultiple(of: 2)
        return table
    }

    /// Always with a catalog of its own.
    private func findings(_ fleet: FleetSpec, _ seed: UInt64) -> [Diagnostic] {
        SpecValidator.findings(
            for: fleet,
            catalogs: { TestClouds.tables[$0].map { ValidationCatalog(CatalogIndex($0), origin: .shipped) } },
            capabilities: { Self.capabilities($0, seed) },
            runsOn: { $0.hasSuffix("7") ? "n7-standard-4" : nil })
    }
}
