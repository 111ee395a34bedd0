import Diagnostics
import Hosts

extension SpecDecoder {
    /// Merges one layer (a `defaults` block or a host's own) over a draft.
    ///
    /// A layer names a machine type or asks for resources, not both; either takes the place of the other where that
    /// came from an earlier layer.
    mutating func layer(_ map: NodeID, over draft: inout HostDraft) {
        var walk = MapWalk(map, in: arena)
        var seen = KeySet()
        var machine: NodeID?
        var request: NodeID?
        while let pair = walk.next(in: arena) {
            guard let key = self.key(pair, HostKey.table, &seen, in: map) else { continue }
            if arena.isNull(pair.value) {
                draft.unset(key)
                continue
            }
            if key == .machineType { machine = pair.key }
            if key == .cpu || key == .ramGB || key == .gpu { request = request ?? pair.key }
            set(key, pair, in: &draft)
        }
        switch (machine, request) {
        case (let machine?, let request?):
            report(
                .machineAndRequest,
                "`machine_type` and `\(arena.string(request))` stand together: name a machine or ask for one, not both",
                at: machine, notes: [Diagnostic.Note("the request is here", at: span(request))])
        case (_?, nil):
            draft.spec.cpu = nil
            draft.spec.ramGB = nil
            draft.spec.gpu = nil
        case (nil, _?): draft.spec.machineType = nil
        case (nil, nil): break
        }
    }

    /// Sets one key of a host. A bad value is reported, and the key keeps what it had.
    @inline(__always)
    private mutating func set(_ key: HostKey, _ pair: Pair, in draft: inout HostDraft) {
        switch key {
        case .provider:
            guard let provider = choice(pair, Words.provider) else { break }
            draft.spec.provider = provider
            draft.hasProvider = true
        case .region: if let text = text(pair, .word) { draft.spec.region = text }
        case .zone: if let text = text(pair, .word) { draft.spec.zone = text }
        case .cpu: if let amount = quantity(pair, max: Limits.cpu) { draft.spec.cpu = amount }
        case .ramGB: if let amount = quantity(pair, max: Limits.ramGB) { draft.spec.ramGB = amount }
        case .gpu: gpu(pair, into: &draft.spec.gpu)
        case .machineType: if let text = text(pair, .word) { draft.spec.machineType = text }
        case .diskGB: if let size = integer(pair, Limits.diskGB) { draft.spec.diskGB = size }
        case .diskType: if let type = choice(pair, Words.diskType) { draft.spec.diskType = type }
        case .storage: if let mode = choice(pair, Words.storage) { draft.spec.storage = mode }
        case .bootDiskGB: if let size = integer(pair, Limits.diskGB) { draft.spec.bootDiskGB = size }
        case .image: if let text = text(pair, .word) { draft.spec.image = text }
        case .pricing: if let model = choice(pair, Words.pricing) { draft.spec.pricing = model }
        case .power: if let power = choice(pair, Words.power) { draft.spec.power = power }
        case .tags: if let tags = texts(pair, .tag) { draft.spec.tags = tags }
        case .labels: labels(pair, into: &draft.spec.labels)
        case .protect: if let flag = bool(pair) { draft.spec.protect = flag }
        default: setRare(key, pair, in: &draft)
        }
    }

    private mutating func setRare(_ key: HostKey, _ pair: Pair, in draft: inout HostDraft) {
        switch key {
        case .placement: if let rungs = placement(pair) { draft.spec.placement = rungs }
        case .network: network(pair, into: &draft.spec.network)
        case .ssh: ssh(pair, into: &draft.spec.ssh)
        case .bootstrap: bootstrap(pair, into: &draft.spec.bootstrap)
        case .startupScript: if let script = referencedText(pair) { draft.spec.startupScript = script }
        case .metadata: metadata(pair, into: &draft.spec.metadata)
        case .onDelete: onDelete(pair, into: &draft.spec.onDeleteDataDisk)
        case .renamedFrom: if let name = text(pair, .name) { draft.spec.renamedFrom = name }
        case .unmanaged: if let keys = unmanaged(pair) { draft.spec.unmanaged = keys }
        case .expires: if let date = date(pair) { draft.spec.expires = date }
        case .options: settings(pair, into: &draft.spec.options)
        default: break
        }
    }

    /// Checks what only the merged layers show; findings point at the host's name.
    @inline(__always)
    mutating func finish(_ draft: borrowing HostDraft, name: NodeID) {
        if !draft.hasProvider {
            report(
                .providerMissing, "the host `\(arena.string(name))` has no provider", at: name,
                label: "add `provider:` here or under `defaults`")
        }
        if let gpu = draft.spec.gpu, gpu.type.isEmpty {
            report(
                .valueMissing, "the host `\(arena.string(name))` asks for GPUs of no type", at: name,
                label: "add `gpu.type`")
        }
        if let bootstrap = draft.spec.bootstrap, (bootstrap.bundleURL == nil) != (bootstrap.bundleSHA256 == nil) {
            report(
                .valueMissing, "the bundle of `\(arena.string(name))` needs both `url` and `sha256`", at: name)
        }
    }
}
