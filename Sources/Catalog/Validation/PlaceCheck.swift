import Diagnostics
import Hosts

/// Region and zone: known, of each other, and given where the cloud needs them.
struct PlaceCheck {
    let context: CheckContext
    private var subject: Subject { context.subject }

    /// The place, and what is wrong with it. Without a place nothing that depends on it is checked.
    func run() -> (place: CheckContext.Place?, faults: [Fault]) {
        if let fault = unsupported() { return (nil, [fault]) }
        var place = CheckContext.Place(region: subject.region, zone: subject.zone)
        if let index = context.catalog?.index, !index.regions.isEmpty {
            if let region = subject.region, !index.hasRegion(region) { return (nil, [unknownRegion(region, index)]) }
            if let zone = subject.zone, !index.zones.isEmpty {
                guard let home = index.region(ofZone: zone) else { return (nil, [unknownZone(zone, index)]) }
                guard subject.region == nil || subject.region == home else {
                    return (nil, [elsewhere(zone, home: home, index)])
                }
                place.region = home
            }
        }
        place.region = place.region ?? context.capabilities.defaultRegion
        if let fault = missing(place) { return (nil, [fault]) }
        return (place, [])
    }

    private func unsupported() -> Fault? {
        if let zone = subject.zone, context.capabilities.zone == .unsupported {
            let isRegion = subject.region == nil && context.catalog?.index.hasRegion(zone) == true
            return Fault(
                .zoneUnsupported, "zone", "\(context.cloud) has no zones",
                fix: isRegion ? .key("region") : .value("null"),
                hint: isRegion ? "`\(zone)` is a region" : "leave it out",
                proof: [context.fact("zone unsupported")])
        }
        if subject.region != nil, context.capabilities.region == .unsupported {
            return Fault(
                .regionUnsupported, "region", "\(context.cloud) has no regions", fix: .value("null"),
                hint: "leave it out", proof: [context.fact("region unsupported")])
        }
        return nil
    }

    private func unknownRegion(_ region: String, _ index: CatalogIndex) -> Fault {
        // The zone beside it tells best what was meant.
        let home = subject.zone.flatMap { index.region(ofZone: $0) } ?? index.region(ofZone: region)
        let near = Suggestions.near(region, among: index.regions) { $0 == home ? -20 : 0 }.map(\.name)
        let candidates = near.isEmpty ? [home].compactMap { $0 } : near
        let isNew =
            context.catalog?.origin == .shipped
            && (near.first.map { Novelty.isOtherNumber(region, of: $0) && index.region(ofZone: region) == nil } ?? false)
        var hint = candidates.isEmpty ? "it has \(CheckContext.list(index.regions))" : nil
        if isNew { hint = "a region newer than the catalog is passed on; berth catalog update fetches a newer one" }
        return Fault(
            .regionUnknown, "region", "\(context.cloud) has no region `\(region)`", candidates: candidates, hint: hint,
            proof: [context.row("\(index.regions.count) regions, none of that name") + zones(of: candidates, index)],
            severity: isNew ? .warning : .error)
    }

    private func zones(of candidates: [String], _ index: CatalogIndex) -> String {
        guard let first = candidates.first else { return "" }
        let zones = index.zones(in: first)
        return "; region \(first)" + (zones.isEmpty ? "" : " with zones \(CheckContext.list(zones))")
    }

    private func unknownZone(_ zone: String, _ index: CatalogIndex) -> Fault {
        let pool = subject.region.map { index.zones(in: $0) } ?? index.zones
        let fitting = subject.region.map { fittingZones(in: $0, index) } ?? []
        let meant = index.regions.filter { zone.hasPrefix($0) && !index.zones(in: $0).isEmpty }
            .max { $0.utf8.count < $1.utf8.count }
        let near = Suggestions.near(zone, among: pool) { name in
            // Who wrote `us-east1-a` means a zone of us-east1.
            let isOther = meant.map { index.region(ofZone: name) != $0 } ?? false
            return (fitting.isEmpty || fitting.contains(name) ? 0 : 2) + (isOther ? 20 : 0)
        }.map(\.name)
        let others = CheckContext.nearby(fitting.isEmpty && subject.region != nil ? pool : fitting, to: zone)
        let candidates = near.isEmpty ? others : near
        let scope = subject.region.map { "region \($0) has zones \(CheckContext.list(index.zones(in: $0)))" }
        return Fault(
            .zoneUnknown, "zone", "\(context.cloud) has no zone `\(zone)`", candidates: candidates,
            proof: [context.row(scope ?? "\(index.zones.count) zones, none of that name")])
    }

    private func elsewhere(_ zone: String, home: String, _ index: CatalogIndex) -> Fault {
        let region = subject.region ?? home
        let fitting = fittingZones(in: region, index)
        // The same letter in the right region first: `us-central1-b` becomes `us-west1-b`.
        let letter = zone.last
        let candidates = (fitting.isEmpty ? index.zones(in: region) : fitting).sorted {
            ($0.last == letter ? 0 : 1, $0) < ($1.last == letter ? 0 : 1, $1)
        }
        return Fault(
            .zoneElsewhere, "zone", "the zone `\(zone)` is in region `\(home)`, not in `\(region)`",
            candidates: candidates,
            proof: [
                context.row("zone \(zone) is of region \(home)"),
                context.row("region \(region) has zones \(CheckContext.list(index.zones(in: region)))"),
            ])
    }

    /// Zones of a region where the request can be had; empty if there are none.
    private func fittingZones(in region: String, _ index: CatalogIndex) -> [String] {
        index.zones(in: region).filter { zone in
            let spec = subject.spec {
                $0.region = region
                $0.zone = zone
            }
            return Sizing.match(for: spec, in: index, capabilities: context.capabilities) != nil
        }
    }

    private func missing(_ place: CheckContext.Place) -> Fault? {
        let capabilities = context.capabilities
        if place.region == nil, capabilities.region == .required {
            let region = anywhere()?.region
            return Fault(
                .regionMissing, "region", "\(context.cloud) needs a region",
                fix: region.map { .entry("region: \(Fault.pasteable($0))") },
                hint: region == nil ? "add `region:`" : nil,
                proof: [context.fact("region required")]
                    + (region.map { [context.row("region \($0) has what is asked for")] } ?? []))
        }
        if place.zone == nil, capabilities.zone == .required {
            let zone = place.region.flatMap { region in
                context.catalog.flatMap { fittingZones(in: region, $0.index).first ?? $0.index.zones(in: region).first }
            }
            return Fault(
                .zoneMissing, "zone", "\(context.cloud) needs a zone",
                fix: zone.map { .entry("zone: \(Fault.pasteable($0))") }, hint: zone == nil ? "add `zone:`" : nil,
                proof: [context.fact("zone required")])
        }
        return nil
    }

    /// The best offering in any region.
    private func anywhere() -> Sizing.Match? {
        guard let index = context.catalog?.index else { return nil }
        return Sizing.match(for: subject.spec(), in: index, capabilities: context.capabilities)
    }
}
