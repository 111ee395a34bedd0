import Hosts

/// What a host asks of a cloud's catalog at one rung. Hosts that ask the same are checked once.
struct Subject: Hashable {
    var provider: ProviderID
    var region: String?
    var zone: String?
    var machineType: String?
    var pricing: PricingModel
    var cpu: Quantity?
    var ramGB: Quantity?
    var gpu: GPURequest?
    var image: String?
    var diskGB: Int?
    var diskType: DiskType
    var storage: StorageMode
    var bootDiskGB: Int?
    var power: DesiredPower
    /// Whether a host of this name already runs on that machine type: a type that is sold no more is then no mistake.
    var keepsMachineType: Bool

    init(_ spec: HostSpec, rung: PlacementRung? = nil, runsOn: String?) {
        let request = PlaceRequest(spec, rung)
        provider = request.provider
        region = request.region
        zone = request.zone
        machineType = request.machineType
        pricing = request.pricing
        cpu = request.cpu
        ramGB = request.ramGB
        gpu = request.gpu
        image = request.image
        diskGB = spec.diskGB
        diskType = spec.diskType
        storage = spec.storage
        bootDiskGB = spec.bootDiskGB
        power = spec.power
        keepsMachineType = runsOn != nil && runsOn == request.machineType
    }

    /// The spec that sizing is asked with, changed as a what-if needs it.
    func spec(_ change: (inout HostSpec) -> Void = { _ in }) -> HostSpec {
        var spec = HostSpec(name: "", provider: provider)
        spec.region = region
        spec.zone = zone
        spec.machineType = machineType
        spec.pricing = pricing
        spec.cpu = cpu
        spec.ramGB = ramGB
        spec.gpu = gpu
        spec.image = image
        spec.diskGB = diskGB
        spec.diskType = diskType
        spec.storage = storage
        spec.bootDiskGB = bootDiskGB
        change(&spec)
        return spec
    }
}
