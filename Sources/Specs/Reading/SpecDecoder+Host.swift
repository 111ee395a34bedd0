import Diagnostics
import Hosts

extension SpecDecoder {
    /// Merges one layer (a `defaults` block or a host's own) over a spec, and notes whether it names the cloud.
    ///
    /// A layer names a machine type or asks for cpu and memory, not both; either takes the place of the other where that
    /// came from an earlier layer. GPUs may stand beside a machine type: they are then what it must have.
    mutating func layer(_ map: NodeID, over spec: inout HostSpec, _ hasProvider: inout Bool) {
        var walk = MapWalk(map, in: arena)
        var seen = KeySet()
        var machine: NodeID?
        var request: NodeID?
        var gpu: NodeID?
        while let pair = walk.next(in: arena) {
            guard let key = self.key(pair, HostKey.table, &seen, in: map) else { continue }
            if arena.isNull(pair.value) {
                if key == .provider { hasProvider = false }
                spec.unset(key)
                continue
            }
            if key == .provider { hasProvider = true }
            if key == .machineType { machine = pair.key }
            if key == .cpu || key == .ramGB { request = request ?? pair.key }
            if key == .gpu { gpu = pair.key }
            set(key, pair, in: &spec)
        }
        switch (machine, request) {
        case (let machine?, let request?):
            report(
                .machineAndRequest,
                "`machine_type` and `\(shown(request))` stand together: name a machine or ask for one, not both",
                at: machine, notes: [Diagnostic.Note("the request is here", at: span(request))])
        case (_?, nil):
            spec.cpu = nil
            spec.ramGB = nil
            if gpu == nil { spec.gpu = nil }
        case (nil, _?): spec.machineType = nil
        case (nil, nil): if gpu != nil { spec.machineType = nil }
        }
    }

    /// Sets one key of a host. A bad value is reported, and the key keeps what it had.
    @inline(__always)
    private mutating func set(_ key: HostKey, _ pair: Pair, in spec: inout HostSpec) {
        switch key {
        case .provider:
            // One that is wrong is reported here, so it does not count as missing.
            if let provider = choice(pair, Words.provider) { spec.provider = provider }
        case .region: if let text = text(pair, .word) { spec.region = text }
        case .zone: if let text = text(pair, .word) { spec.zone = text }
        case .cpu: if let amount = quantity(pair, max: Limits.cpu) { spec.cpu = amount }
        case .ramGB: if let amount = quantity(pair, max: Limits.ramGB) { spec.ramGB = amount }
        case .gpu: gpu(pair, into: &spec.gpu)
        case .machineType: if let text = text(pair, .word) { spec.machineType = text }
        case .diskGB: if let size = integer(pair, Limits.diskGB) { spec.diskGB = size }
        case .diskType: if let type = choice(pair, Words.diskType) { spec.diskType = type }
        case .storage: if let mode = choice(pair, Words.storage) { spec.storage = mode }
        case .bootDiskGB: if let size = integer(pair, Limits.diskGB) { spec.bootDiskGB = size }
        case .image: if let text = text(pair, .image) { spec.image = text }
        case .pricing: if let model = choice(pair, Words.pricing) { spec.pricing = model }
        case .power: if let power = choice(pair, Words.power) { spec.power = power }
        case .tags: if let tags = texts(pair, .tag) { spec.tags = tags }
        case .labels: labels(pair, into: &spec.labels)
        case .protect: if let flag = bool(pair) { spec.protect = flag }
        default: setRare(key, pair, in: &spec)
        }
    }

    private mutating func setRare(_ key: HostKey, _ pair: Pair, in spec: inout HostSpec) {
        switch key {
        case .placement: if let rungs = placement(pair) { spec.placement = rungs }
        case .network: network(pair, into: &spec.network)
        case .ssh: ssh(pair, into: &spec.ssh)
        case .bootstrap: bootstrap(pair, into: &spec.bootstrap)
        case .startupScript: if let script = referencedText(pair) { spec.startupScript = script }
        case .metadata: metadata(pair, into: &spec.metadata)
        case .onDelete: onDelete(pair, into: &spec.onDeleteDataDisk)
        case .renamedFrom: if let name = text(pair, .name) { spec.renamedFrom = name }
        case .unmanaged: if let keys = unmanaged(pair) { spec.unmanaged = keys }
        case .expires: if let date = date(pair) { spec.expires = date }
        case .options: settings(pair, into: &spec.options)
        default: break
        }
    }

    /// Checks what only the merged layers show; findings point at the host's name. What is missing is only told of a
    /// block without errors, since it may stand there misspelt.
    @inline(__always)
    mutating func finish(_ spec: borrowing HostSpec, hasProvider: Bool, hasErrors: Bool, name: NodeID) {
        if !hasProvider {
            report(
                .providerMissing, "the host `\(shown(name))` has no provider", at: name,
                label: "add `provider:` here or under `defaults`")
        }
        if hasErrors { return }
        if let gpu = spec.gpu, gpu.type.isEmpty {
            report(
                .valueMissing, "the host `\(shown(name))` asks for GPUs of no type", at: name,
                label: "add `gpu.type`")
        }
        if let bootstrap = spec.bootstrap, (bootstrap.bundleURL == nil) != (bootstrap.bundleSHA256 == nil) {
            report(
                .valueMissing, "the bundle of `\(shown(name))` needs both `url` and `sha256`", at: name)
        }
    }
}
