import Hosts

/// The pricing model: sold by the cloud, and for the machine type that is named.
struct PricingCheck {
    let context: CheckContext
    private var subject: Subject { context.subject }

    /// What the cloud's table says against it.
    func cloud() -> Fault? {
        guard subject.pricing == .spot, !context.capabilities.spot else { return nil }
        return Fault(
            .pricingUnsupported, "pricing", "\(context.cloud) has no spot pricing",
            candidates: [PricingModel.onDemand.rawValue], proof: [context.fact("spot no")])
    }

    /// What a row of the catalog says against it.
    func machine(_ name: String, _ machine: MachineType, at place: CheckContext.Place?) -> Fault? {
        guard !machine.isSold(by: subject.pricing) else { return nil }
        let isSpot = subject.pricing == .spot
        // Alike types that are sold that way, as a hint: another type is not what was asked for.
        let others = place.map { place in
            Suggestions.closest(
                to: machine,
                among: (context.catalog?.index.machines(inRegion: place.region, zone: place.zone) ?? []).filter {
                    isSpot ? $0.machine.spot : $0.machine.onDemand
                })
        }
        return Fault(
            .pricingUnsupported, "pricing", "\(name) is not sold \(isSpot ? "as spot" : "on demand")",
            candidates: [(isSpot ? PricingModel.onDemand : .spot).rawValue],
            hint: others?.first.map { "the closest type that is: \($0)" },
            proof: [
                context.row(
                    "machine_type \(name) has spot \(machine.spot ? "yes" : "no"), on demand \(machine.onDemand ? "yes" : "no")"
                )
            ])
    }
}
