import Hosts

/// A host while its layers are merged: the fleet's defaults, the file's defaults, its own block.
struct HostDraft {
    var spec: HostSpec
    /// Whether some layer named the cloud; until then `spec.provider` means nothing.
    var hasProvider = false

    /// A host with nothing but built-in defaults.
    init() { spec = HostSpec(name: "", provider: .local) }
}

extension HostSpec {
    /// Takes back what earlier layers said of a key: an explicit `null`. A spec always has some provider.
    mutating func unset(_ key: HostKey) {
        let fresh = HostSpec(name: "", provider: .local)
        switch key {
        case .provider: break
        case .region: region = nil
        case .zone: zone = nil
        case .cpu: cpu = nil
        case .ramGB: ramGB = nil
        case .gpu: gpu = nil
        case .machineType: machineType = nil
        case .diskGB: diskGB = nil
        case .diskType: diskType = fresh.diskType
        case .storage: storage = fresh.storage
        case .bootDiskGB: bootDiskGB = nil
        case .image: image = nil
        case .pricing: pricing = fresh.pricing
        case .power: power = fresh.power
        case .placement: placement = []
        case .network: network = fresh.network
        case .tags: tags = []
        case .ssh: ssh = fresh.ssh
        case .bootstrap: bootstrap = nil
        case .startupScript: startupScript = nil
        case .labels: labels = [:]
        case .metadata: metadata = [:]
        case .protect: protect = fresh.protect
        case .onDelete: onDeleteDataDisk = fresh.onDeleteDataDisk
        case .renamedFrom: renamedFrom = nil
        case .unmanaged: unmanaged = []
        case .expires: expires = nil
        case .options: options = [:]
        }
    }
}
