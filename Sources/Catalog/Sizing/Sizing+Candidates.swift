import Diagnostics
public import Hosts

extension Sizing {
    /// One machine type that was looked at for a host, and why it was taken or not.
    public struct Candidate: Hashable, Sendable {
        /// The machine type and its place.
        public var offer: CatalogOffer
        /// Price per hour of the running host with it, disks included; nil if any part is unknown.
        public var price: Money?
        /// Price per hour of the stopped host; nil if any part is unknown.
        public var stoppedPrice: Money?
        /// Whether it satisfies the request.
        public var fits: Bool
        /// Whether it is the one that sizing takes.
        public var isChosen: Bool
        /// Why it lost, or the one reason why it was taken; phrases without a full stop.
        public var reasons: [String]
    }

    /// Every machine type at the place asked for: the one that `choose` takes, then those that would do, in its order,
    /// then those that would not, those with the fewest faults first.
    /// - Throws: what is wrong with the place, as `choose` does. When no machine type does, all candidates are unfit.
    public static func candidates(
        for spec: HostSpec, rung: PlacementRung?, in catalog: CatalogIndex, capabilities: Capabilities
    ) throws(NoOffering) -> [Candidate] {
        var request = PlaceRequest(spec, rung)
        try settlePlace(&request, in: catalog, capabilities: capabilities)
        let chosen = try? choose(for: spec, rung: rung, in: catalog, capabilities: capabilities)
        let contest = Contest(request: request, architecture: request.architecture(in: catalog))
        var entries: [Contest.Entry] = []
        for machine in catalog.table.machineTypes where request.machineType.map({ $0 == machine.name }) ?? true {
            for row in machine.offers where request.region == nil || row.region == request.region {
                let offer = catalog.table.offer(machine, row)
                entries.append(Contest.Entry(offer: offer, faults: contest.faults(of: offer)))
            }
        }
        entries.sort(by: contest.precedes)
        let winner = chosen.flatMap { chosen in
            entries.firstIndex { $0.faults.isEmpty && $0.offer.holds(chosen) }
        }
        if let winner { entries.insert(entries.remove(at: winner), at: 0) }
        let best = winner == nil ? nil : entries.first?.offer
        return entries.enumerated().map { index, entry in
            let isChosen = best != nil && index == 0
            let offering = Offering(
                provider: catalog.provider, region: entry.offer.region,
                zone: request.zone ?? (entry.offer.isEverywhere ? nil : entry.offer.zones.first),
                machineType: entry.offer.machineType, machine: entry.offer.machine, price: nil, stoppedPrice: nil)
            let parts = priceParts(of: offering, for: spec, rung: rung, in: catalog, capabilities: capabilities)
            return Candidate(
                offer: entry.offer, price: sum(parts) { $0.running }, stoppedPrice: sum(parts) { $0.stopped },
                fits: entry.faults.isEmpty, isChosen: isChosen,
                reasons: isChosen
                    ? [contest.whyChosen(among: entries.count { $0.faults.isEmpty })]
                    : entry.faults.isEmpty ? [contest.whyLost(entry.offer, to: best)] : entry.faults)
        }
    }
}

/// The rules by which one machine type wins, in words.
private struct Contest {
    /// One that takes part, with what keeps it from satisfying the request.
    struct Entry {
        var offer: CatalogOffer
        var faults: [String]
    }

    let request: PlaceRequest
    let architecture: String

    /// What keeps an offer from satisfying the request; empty if nothing does.
    func faults(of offer: CatalogOffer) -> [String] {
        let machine = offer.machine
        var out: [String] = []
        // Who names a machine type takes it as it is.
        if request.machineType == nil {
            out += gpuFaults(machine)
            if let cpu = request.cpu, machine.cpu < cpu {
                out.append("needs \(Quantity(thousandths: cpu.thousandths - machine.cpu.thousandths)) vCPU more")
            }
            if let ram = request.ramGB, machine.ramGB < ram {
                out.append("needs \(Quantity(thousandths: ram.thousandths - machine.ramGB.thousandths)) GiB more")
            }
            if machine.architecture != architecture {
                out.append("\(machine.architecture), image needs \(architecture)")
            }
        }
        if let type = request.diskType, !request.takesDisk(machine) { out.append("takes no \(type.rawValue) disks") }
        if request.pricing == .spot, !machine.spot { out.append("not sold as spot here") }
        if request.pricing == .onDemand, !machine.onDemand { out.append("sold as spot only") }
        if let zone = request.zone, !offer.isEverywhere, !offer.zones.contains(zone) {
            out.append("not in zone \(zone)")
        }
        return out
    }

    private func gpuFaults(_ machine: MachineType) -> [String] {
        switch (request.gpu, machine.gpu) {
        case (nil, nil): return []
        case (nil, let has?): return ["has \(has.count) × \(has.type), none is asked for"]
        case (_?, nil): return ["no GPU"]
        case (let want?, let has?):
            if want.type != has.type { return ["\(has.type), not \(want.type)"] }
            return has.count < want.count ? ["needs \(want.count - has.count) GPU more"] : []
        }
    }

    /// Those that fit in the order of sizing, then the others: fewest faults, then the same order.
    func precedes(_ left: Entry, _ right: Entry) -> Bool {
        if left.faults.count != right.faults.count { return left.faults.count < right.faults.count }
        return inOrder(left.offer, right.offer)
    }

    private func inOrder(_ left: CatalogOffer, _ right: CatalogOffer) -> Bool {
        let a = numbers(left)
        let b = numbers(right)
        if a != b { return a.lexicographicallyPrecedes(b) }
        if left.machineType != right.machineType { return CatalogEntry.precedes(left.machineType, right.machineType) }
        if left.region != right.region { return CatalogEntry.precedes(left.region ?? "", right.region ?? "") }
        return left.zones.lexicographicallyPrecedes(right.zones, by: CatalogEntry.precedes)
    }

    private func numbers(_ offer: CatalogOffer) -> [Int] {
        let machine = offer.machine
        let price = price(offer)?.nanos ?? .max
        let size = [machine.cpu.thousandths, machine.ramGB.thousandths]
        let bySize = request.isEmpty && request.pricing == .onDemand
        return bySize ? size + [price, machine.gpu?.count ?? 0] : [price] + size + [machine.gpu?.count ?? 0]
    }

    private func price(_ offer: CatalogOffer) -> Money? {
        request.pricing == .spot ? offer.machine.spotPrice : offer.machine.price
    }

    func whyChosen(among fitting: Int) -> String {
        if request.machineType != nil { return "named in the spec" }
        if fitting == 1 { return "the only one that fits" }
        return request.isEmpty && request.pricing == .onDemand
            ? "the smallest, as no size is asked for" : "the cheapest that fits"
    }

    /// Why one that fits was not taken.
    func whyLost(_ offer: CatalogOffer, to best: CatalogOffer?) -> String {
        guard let best else { return "not chosen" }
        let machine = offer.machine
        if request.isEmpty, request.pricing == .onDemand, let text = larger(machine, than: best.machine) {
            return "larger: \(text)"
        }
        switch (price(offer), price(best)) {
        case (nil, _?): return "its price is unknown"
        case (let mine?, let theirs?) where mine.currency != theirs.currency:
            return "its price is in \(mine.currency)"
        case (let mine?, let theirs?) where mine.nanos > theirs.nanos:
            return "pricier by \(Money(nanos: mine.nanos - theirs.nanos, currency: mine.currency))/h"
        default: break
        }
        if offer.region != best.region { return "same price, and its region comes later" }
        if let text = larger(machine, than: best.machine) { return "same price, and larger: \(text)" }
        return offer.machineType == best.machineType
            ? "same price, and its zone comes later" : "same price, and its name comes later"
    }

    private func larger(_ machine: MachineType, than best: MachineType) -> String? {
        if machine.cpu != best.cpu { return "\(machine.cpu) vCPU" }
        if machine.ramGB != best.ramGB { return "\(machine.ramGB) GiB" }
        guard let gpu = machine.gpu, gpu.count != best.gpu?.count ?? 0 else { return nil }
        return "\(gpu.count) GPUs"
    }
}
