import Hosts

/// A host while its layers are merged: the fleet's defaults, the file's defaults, its own block.
struct HostDraft {
    var spec: HostSpec
    /// Whether some layer named the cloud; until then `spec.provider` means nothing.
    var hasProvider = false

    /// A host with nothing but built-in defaults.
    init() { spec = HostSpec(name: "", provider: .local) }

    /// Takes back what earlier layers said of a key: an explicit `null`.
    mutating func unset(_ key: HostKey) {
        let fresh = HostSpec(name: "", provider: .local)
        switch key {
        case .provider: hasProvider = false
        case .region: spec.region = nil
        case .zone: spec.zone = nil
        case .cpu: spec.cpu = nil
        case .ramGB: spec.ramGB = nil
        case .gpu: spec.gpu = nil
        case .machineType: spec.machineType = nil
        case .diskGB: spec.diskGB = nil
        case .diskType: spec.diskType = fresh.diskType
        case .storage: spec.storage = fresh.storage
        case .bootDiskGB: spec.bootDiskGB = nil
        case .image: spec.image = nil
        case .pricing: spec.pricing = fresh.pricing
        case .power: spec.power = fresh.power
        case .placement: spec.placement = []
        case .network: spec.network = fresh.network
        case .tags: spec.tags = []
        case .ssh: spec.ssh = fresh.ssh
        case .bootstrap: spec.bootstrap = nil
        case .startupScript: spec.startupScript = nil
        case .labels: spec.labels = [:]
        case .metadata: spec.metadata = [:]
        case .protect: spec.protect = fresh.protect
        case .onDelete: spec.onDeleteDataDisk = fresh.onDeleteDataDisk
        case .renamedFrom: spec.renamedFrom = nil
        case .unmanaged: spec.unmanaged = []
        case .expires: spec.expires = nil
        case .options: spec.options = [:]
        }
    }
}
