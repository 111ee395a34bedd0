import Hosts

/// What a spec asks of the catalog once a rung of its placement has overridden its place.
struct PlaceRequest {
    var provider: ProviderID
    var region: String?
    var zone: String?
    var machineType: String?
    var pricing: PricingModel
    var cpu: Quantity?
    var ramGB: Quantity?
    var gpu: GPURequest?
    var image: String?
    /// The type of the data disk; nil for none, or one inside the machine.
    var diskType: DiskType?
    /// Least local disk in GiB; nil where none is asked for, or one can be added to any machine.
    var localDiskGB: Int?
    /// Whether the rung moves to another cloud without naming a type there.
    private var lostMachineType = false

    /// A rung that moves to another region or cloud does not keep the zone (or region, type, image) of the place it
    /// leaves: those names mean nothing elsewhere.
    init(_ spec: borrowing HostSpec, _ rung: PlacementRung?) {
        provider = rung?.provider ?? spec.provider
        let sameCloud = provider == spec.provider
        let sameRegion = sameCloud && (rung?.region == nil || rung?.region == spec.region)
        region = rung?.region ?? (sameCloud ? spec.region : nil)
        zone = rung?.zone ?? (sameRegion ? spec.zone : nil)
        machineType = rung?.machineType ?? (sameCloud ? spec.machineType : nil)
        pricing = rung?.pricing ?? spec.pricing
        image = sameCloud ? spec.image : nil
        cpu = spec.cpu
        ramGB = spec.ramGB
        gpu = spec.gpu
        diskType = spec.diskGB != nil && spec.storage == .persistent ? spec.diskType : nil
        lostMachineType = !sameCloud && spec.machineType != nil && rung?.machineType == nil
    }

    /// Asks for the disk that a host keeps inside its machine, where a cloud's machines have one only as listed.
    mutating func askLocalDisk(of spec: HostSpec, _ capabilities: Capabilities) {
        guard spec.storage == .ephemeral, capabilities.specLimits.localDiskIsListed else { return }
        localDiskGB = spec.diskGB ?? 1
    }

    /// Whether no size was asked for at all.
    var isEmpty: Bool { cpu == nil && ramGB == nil && gpu == nil }

    /// Whether the only size asked for was a type of the cloud that the rung leaves.
    var hasNoSize: Bool { isEmpty && lostMachineType }

    /// The architecture the image needs. Without an image the adapter takes the default for the machine, so GPUs that
    /// stand in machines of one architecture only decide it: `gh200`.
    func architecture(in catalog: CatalogIndex) -> String {
        if let known = image.flatMap({ catalog.images[$0]?.architecture }) { return known }
        guard image == nil, let gpu else { return "x86_64" }
        return catalog.architecture(ofGPU: gpu.type) ?? "x86_64"
    }

    /// Whether a machine is large enough and of the kind asked for. GPUs not asked for are not taken.
    func fits(_ machine: MachineType, architecture: String) -> Bool {
        if let cpu, machine.cpu < cpu { return false }
        if let ramGB, machine.ramGB < ramGB { return false }
        if machine.gpu?.type != gpu?.type { return false }
        if let gpu, let has = machine.gpu, has.count < gpu.count { return false }
        if let localDiskGB, (machine.localDiskGB ?? 0) < localDiskGB { return false }
        return machine.architecture == architecture && takesDisk(machine)
    }

    /// Whether a machine takes the type of data disk asked for.
    func takesDisk(_ machine: MachineType) -> Bool {
        guard let diskType, let types = machine.diskTypes else { return true }
        return types.contains(diskType)
    }

    /// Whether a machine is sold under the pricing model asked for.
    func isSold(_ machine: MachineType) -> Bool { machine.isSold(by: pricing) }
}
