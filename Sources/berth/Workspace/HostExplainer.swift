import Catalog
import Diagnostics
import Hosts
import Planning
import Providers
import Reports
import Specs

/// Gathers what there is to tell of one host's choice.
struct HostExplainer {
    /// The keys that sizing and prices depend on.
    private static let keys: Set<String> = [
        "provider", "region", "zone", "cpu", "ram_gb", "gpu", "machine_type", "disk_gb", "disk_type", "storage",
        "boot_disk_gb", "image", "pricing",
    ]

    private let workspace: Workspace
    private let shelf: CatalogShelf

    init(_ workspace: Workspace, shelf: CatalogShelf) {
        self.workspace = workspace
        self.shelf = shelf
    }

    func explain(_ spec: HostSpec, record: HostRecord?) throws(Failure) -> HostExplanation {
        let fleet = workspace.fleet
        var out = HostExplanation(
            host: spec.name, fleet: fleet.name, source: fleet.sources.span(host: spec.name, key: ""))
        out.asked = RenderedSpec(host: spec, in: fleet).lines
            .filter { Self.keys.contains($0.path.first ?? "") }
            .map { .init(key: $0.path.joined(separator: "."), value: $0.value, origin: $0.origin) }
        let explained = record.flatMap { Planner.rung(of: spec, record: $0) }
        let rungs: [PlacementRung?] = [nil] + spec.placement.map { $0 }
        var isFound = false
        for rung in rungs {
            let isExplained = rung == explained && !isFound
            if isExplained { isFound = true }
            out.rungs.append(try self.rung(rung, spec, isExplained ? record : nil, isExplained: isExplained))
        }
        var seen: Set<ProviderID> = []
        for rung in out.rungs where seen.insert(rung.provider).inserted {
            if let origin = try shelf.origin(rung.provider) { out.catalogs.append(origin) }
        }
        try addCandidates(to: &out, spec, explained)
        return out
    }

    private func rung(
        _ rung: PlacementRung?, _ spec: HostSpec, _ record: HostRecord?, isExplained: Bool
    ) throws(Failure) -> HostExplanation.Rung {
        let provider = rung?.provider ?? spec.provider
        let index = try shelf.index(provider)
        let result: Result<HostChoice, Sizing.NoOffering>
        do throws(Sizing.NoOffering) {
            result = .success(
                try Planner.choice(
                    of: spec, on: rung, record: record, catalog: { _ in index },
                    capabilities: ProviderTable.known))
        } catch {
            result = .failure(error)
        }
        return HostExplanation.Rung(provider: provider, result: result, isExplained: isExplained)
    }

    private func addCandidates(
        to out: inout HostExplanation, _ spec: HostSpec, _ rung: PlacementRung?
    ) throws(Failure) {
        let provider = rung?.provider ?? spec.provider
        guard let index = try shelf.index(provider), let table = ProviderTable.known(of: provider) else {
            return
        }
        out.stops = table.stop
        // What is wrong with the place is told as the result of the rung.
        out.candidates = (try? Sizing.candidates(for: spec, rung: rung, in: index, capabilities: table)) ?? []
        if let choice = try? out.rungs.first(where: \.isExplained)?.result.get() {
            out.parts = Sizing.priceParts(
                of: choice.offering, for: spec, rung: rung, in: index, capabilities: table)
        }
    }
}
