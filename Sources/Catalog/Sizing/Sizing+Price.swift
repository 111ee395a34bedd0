public import Hosts

extension Sizing {
    /// One part of what a host costs.
    public struct PricePart: Hashable, Sendable {
        /// What is paid for.
        public enum Kind: String, Hashable, Sendable, CaseIterable {
            /// The machine with its GPUs.
            case compute
            /// The boot disk.
            case bootDisk = "boot_disk"
            /// The data disk.
            case dataDisk = "data_disk"
            /// The public address. No catalog has its price, so it is not in the sum.
            case address
        }

        /// What is paid for.
        public var kind: Kind
        /// Size in GiB, of disks.
        public var sizeGB: Int?
        /// Type, of disks that are sold apart from the machine.
        public var diskType: DiskType?
        /// How it is paid, of the machine.
        public var pricing: PricingModel?
        /// Per hour while the host runs; nil if unknown.
        public var running: Money?
        /// Per hour while it is stopped; nil if unknown.
        public var stopped: Money?

        /// Size and type, or how it is paid, for people.
        public var text: String {
            if let pricing { return pricing.rawValue }
            guard let sizeGB else { return "public, not in the catalog" }
            return "\(sizeGB) GiB \(diskType?.rawValue ?? "within the machine")"
        }

        /// Whether the part belongs to the offering's prices.
        public var isCounted: Bool { kind != .address }
    }

    /// What the price of an offering consists of. The running prices of the counted parts add up to the offering's
    /// price, the stopped ones to its stopped price; either is nil as soon as one part is.
    ///
    /// The price of a machine that is given GPUs by an option is unknown. The boot disk is priced as `balanced`. An ephemeral disk is part of the machine, and so is every disk of a cloud
    /// that has no disk types.
    public static func priceParts(
        of offering: Offering, for spec: HostSpec, rung: PlacementRung?, in catalog: CatalogIndex,
        capabilities: Capabilities
    ) -> [PricePart] {
        let pricing = rung?.pricing ?? spec.pricing
        let listPrice = pricing == .spot ? offering.machine?.spotPrice : offering.machine?.price
        let compute = addsGPUs(spec, offering, capabilities) ? nil : listPrice
        let inFull = capabilities.stoppedBillsInFull
        var parts = [
            PricePart(
                kind: .compute, pricing: pricing, running: compute, stopped: inFull ? compute : Money(nanos: 0))
        ]
        func add(_ kind: PricePart.Kind, _ sizeGB: Int, _ type: DiskType?) {
            guard let type, !capabilities.diskTypes.isEmpty else {
                let nothing = Money(nanos: 0)
                parts.append(PricePart(kind: kind, sizeGB: sizeGB, running: nothing, stopped: nothing))
                return
            }
            let listed = capabilities.specLimits.diskTypeMeaning[type] ?? type
            let price = cost(sizeGB, catalog.diskPrice(listed, inRegion: offering.region, zone: offering.zone))
            // A boot disk may be part of the machine while the host runs, and be paid once the machine is given back.
            let running = kind == .bootDisk && capabilities.bootDiskIncluded ? Money(nanos: 0) : price
            let stopped = inFull ? running : price
            parts.append(PricePart(kind: kind, sizeGB: sizeGB, diskType: type, running: running, stopped: stopped))
        }
        let defaults = capabilities.bootDiskGB
        add(.bootDisk, spec.bootDiskGB ?? (offering.machine?.gpu == nil ? defaults.plain : defaults.gpu), .balanced)
        if let dataGB = spec.diskGB { add(.dataDisk, dataGB, spec.storage == .persistent ? spec.diskType : nil) }
        if spec.network.publicIP { parts.append(PricePart(kind: .address, running: nil, stopped: nil)) }
        return parts
    }

    /// Whether an option puts GPUs on the machine that its type does not have. No catalog has their price, and without it the
    /// price of the whole would be far too low.
    private static func addsGPUs(_ spec: HostSpec, _ offering: Offering, _ capabilities: Capabilities) -> Bool {
        let key = "accelerator"
        return offering.provider == spec.provider && spec.options[key] != nil && capabilities.optionKeys.contains(key)
    }

    /// The sum of the counted parts; nil as soon as one is unknown or in another currency, and for a sum too large to say.
    static func sum(_ parts: [PricePart], _ price: (PricePart) -> Money?) -> Money? {
        var total: Money? = Money(nanos: 0)
        for part in parts where part.isCounted { total = sum(total, price(part)) }
        return total
    }

    private static func cost(_ gigabytes: Int, _ perGBHour: Money?) -> Money? {
        guard let perGBHour else { return nil }
        let (nanos, overflow) = perGBHour.nanos.multipliedReportingOverflow(by: gigabytes)
        return overflow ? nil : Money(nanos: nanos, currency: perGBHour.currency)
    }

    private static func sum(_ left: Money?, _ right: Money?) -> Money? {
        guard let left, let right else { return nil }
        // Nothing is nothing in every currency.
        if left.nanos == 0 { return right }
        if right.nanos == 0 { return left }
        guard left.currency == right.currency else { return nil }
        let (nanos, overflow) = left.nanos.addingReportingOverflow(right.nanos)
        return overflow ? nil : Money(nanos: nanos, currency: left.currency)
    }
}
