import Hosts

/// What a host asks of a cloud's catalog at one rung.
struct Subject: Equatable {
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

    init(_ spec: borrowing HostSpec, rung: PlacementRung?, runsOn: String?) {
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

    /// The part that decides where it is put and on what: hosts which differ in nothing else share the answer.
    struct Offer: Hashable {
        /// The subject without what it does not depend on.
        let subject: Subject

        /// Of what the cloud's own names and sizes can be, there is no end; the rest is told apart by comparing.
        func hash(into hasher: inout Hasher) {
            hasher.combine(subject.region)
            hasher.combine(subject.zone)
            hasher.combine(subject.machineType)
            hasher.combine(subject.cpu?.thousandths)
            hasher.combine(subject.ramGB?.thousandths)
            hasher.combine(subject.gpu)
            hasher.combine(subject.image)
            hasher.combine(subject.diskGB)
        }
    }

    /// The part that decides where it is put and on what.
    var offer: Offer {
        var part = self
        // A disk inside the machine is sized by the machine. Of any other it matters only that there is one.
        if storage == .persistent, diskGB != nil { part.diskGB = 1 }
        part.bootDiskGB = nil
        part.power = .running
        return Offer(subject: part)
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
