import Diagnostics
import Hosts
import JSON

/// Compares what is wanted of a host with what was applied and what is seen, and says what each difference takes.
struct HostDiff {
    let spec: HostSpec
    let desired: DesiredHost
    let record: HostRecord
    let seen: HostObservation
    let capabilities: Capabilities
    let sources: any SpecSources

    /// Field changes that a step makes.
    var changes: [FieldChange] = []
    /// Differences between cloud and record.
    var drift: [DriftItem] = []
    /// Changes that wait for a replacement.
    var pending: [PendingChange] = []
    /// Changes that are impossible.
    var problems: [Diagnostic] = []
    /// Whether a new VM is needed.
    var mustReplace = false
    /// Whether the data disk cannot come along if the VM is replaced.
    var losesDataDisk = false
    /// The machine type to change to.
    var resizeTo: String?
    /// The size to grow the data disk to.
    var growTo: Int?
    /// Whether labels, tags or metadata change.
    var updatesMarks = false
    /// What the record shall say after the step.
    var target: HostConfiguration

    private var applied: HostConfiguration

    init(
        spec: HostSpec, desired: DesiredHost, record: HostRecord, seen: HostObservation, capabilities: Capabilities,
        sources: any SpecSources
    ) {
        self.spec = spec
        self.desired = desired
        self.record = record
        self.seen = seen
        self.capabilities = capabilities
        self.sources = sources
        applied = record.applied ?? desired.configuration
        target = desired.configuration
        compare()
    }

    private mutating func compare() {
        let want = desired.configuration
        if desired.provider != record.provider {
            replace("provider", record.provider.rawValue, desired.provider.rawValue)
            losesDataDisk = true
        }
        comparePlace(want)
        compareMachine(want)
        compareDataDisk(want)
        compareFixed(want)
        compareMarks(want)
        compareFirstBoot(want)
        compareRecordOnly()
    }

    // MARK: Fields by group

    private mutating func comparePlace(_ want: HostConfiguration) {
        guard desired.provider == record.provider else { return }
        if want.region != applied.region {
            replace("region", applied.region, want.region)
            losesDataDisk = true
        }
        if let zone = want.zone, let now = seen.runtime.zone ?? applied.zone, zone != now {
            replace("zone", now, zone)
            losesDataDisk = true
        }
    }

    private mutating func compareMachine(_ want: HostConfiguration) {
        guard !isUnmanaged("machine_type") else {
            target.machineType = applied.machineType
            return
        }
        let now = seen.machineType ?? applied.machineType
        noteDrift("machine_type", applied.machineType, seen.machineType)
        guard want.machineType != now else { return }
        let key = ["cpu", "ram_gb", "gpu"].first { sources.span(host: spec.name, key: $0) != nil } ?? "cpu"
        let author = author(want.machineType, applied.machineType, seen.machineType)
        let change = FieldChange(
            "machine_type", before: now, after: want.machineType, author: author,
            forcesReplacement: capabilities.machineTypeChange == .replace,
            note: author == .cloud ? nil : misfit,
            source: span(spec.machineType == nil ? misfitKey ?? key : "machine_type"))
        switch capabilities.machineTypeChange {
        case .inPlace, .stopStart:
            resizeTo = want.machineType
            changes.append(change)
        case .replace:
            mustReplace = true
            changes.append(change)
        case .never: impossible("machine-type-fixed", change)
        }
    }

    private mutating func compareDataDisk(_ want: HostConfiguration) {
        let now = seen.tellsDataDisk ? seen.dataDisk : applied.dataDisk
        guard !isUnmanaged("disk_gb") else {
            target.dataDisk = now
            return
        }
        if seen.tellsDataDisk {
            noteDrift("disk_gb", applied.dataDisk.map { "\($0.sizeGB)" }, now.map { "\($0.sizeGB)" } ?? "none")
        }
        switch (want.dataDisk, now) {
        case (nil, nil): return
        case (nil, let gone?):
            replace("disk_gb", "\(gone.sizeGB)", nil)
            losesDataDisk = true
        case (let new?, nil): replace("disk_gb", nil, "\(new.sizeGB)")
        case (let new?, let old?):
            if new.type != old.type {
                replace("disk_type", old.type.rawValue, new.type.rawValue)
                losesDataDisk = true
            }
            compareSize(new.sizeGB, old.sizeGB)
        }
    }

    private mutating func compareSize(_ want: Int, _ now: Int) {
        guard want != now else { return }
        let author = author(want, applied.dataDisk?.sizeGB, seen.tellsDataDisk ? now : nil)
        let change = FieldChange(
            "disk_gb", before: "\(now)", after: "\(want)", author: author,
            forcesReplacement: want > now && capabilities.dataDiskGrowth == .replace, source: span("disk_gb"))
        if want < now {
            // A disk grown by hand is drift that nothing can undo; a smaller number in the spec is a mistake.
            guard author != .cloud else {
                target.dataDisk?.sizeGB = now
                return
            }
            problems.append(
                Diagnostic(
                    rule: "disk-shrink", "\(spec.name): a data disk cannot shrink from \(now) to \(want) GiB",
                    at: span("disk_gb"), label: "write \(now) or more", fix: "\(now)"))
            return
        }
        switch capabilities.dataDiskGrowth {
        case .inPlace, .stopStart:
            growTo = want
            changes.append(change)
        case .replace:
            mustReplace = true
            changes.append(change)
        case .never: impossible("disk-fixed", change)
        }
    }

    private mutating func compareFixed(_ want: HostConfiguration) {
        let image = seen.image ?? applied.image
        if want.image != image { replace("image", image, want.image) }
        let boot = seen.bootDiskGB ?? applied.bootDiskGB
        if want.bootDiskGB != boot { replace("boot_disk_gb", "\(boot)", "\(want.bootDiskGB)") }
        if want.storage != applied.storage {
            replace("storage", applied.storage.rawValue, want.storage.rawValue)
            losesDataDisk = true
        }
        let pricing = seen.pricing ?? applied.pricing
        if want.pricing != pricing { replace("pricing", pricing.rawValue, want.pricing.rawValue) }
        if want.publicIP != applied.publicIP {
            replace("network.public_ip", "\(applied.publicIP)", "\(want.publicIP)")
        }
        if want.subnet != applied.subnet { replace("network.subnet", applied.subnet, want.subnet) }
        if want.options != applied.options { replace("options", text(applied.options), text(want.options)) }
    }

    private mutating func compareMarks(_ want: HostConfiguration) {
        compareMap("labels", want.labels, applied.labels, seen.labels, capabilities.labelChange) { $0.labels = $1 }
        compareMap("metadata", want.metadata, applied.metadata, seen.metadata, capabilities.metadataChange) {
            $0.metadata = $1
        }
        if isUnmanaged("tags") {
            target.tags = seen.tags ?? applied.tags
            return
        }
        let now = seen.tags ?? applied.tags
        let wanted = DeclaredMap.merged(desired: want.tags, applied: applied.tags, observed: now)
        target.tags = wanted
        guard Set(wanted) != Set(now) else { return }
        let before = now.sorted().joined(separator: ", ")
        change("tags", before, wanted.joined(separator: ", "), capabilities.tagChange)
    }

    /// Settings that only a first boot reads: a change is shown and waits, and never forces anything.
    private mutating func compareFirstBoot(_ want: HostConfiguration) {
        if want.userData != applied.userData { wait("startup_script") { $0.userData = $1.userData } }
        if want.sshKeys != applied.sshKeys { wait("ssh.public_keys") { $0.sshKeys = $1.sshKeys } }
        if want.sshUser != applied.sshUser { wait("ssh.user") { $0.sshUser = $1.sshUser } }
        if want.openPorts != applied.openPorts { wait("network.open_ports") { $0.openPorts = $1.openPorts } }
    }

    private mutating func compareRecordOnly() {
        if spec.protect != record.protect {
            changes.append(
                FieldChange(
                    "protect", before: "\(record.protect)", after: "\(spec.protect)", source: span("protect")))
        }
        if spec.onDeleteDataDisk != record.onDeleteDataDisk {
            changes.append(
                FieldChange(
                    "on_delete.data_disk", before: record.onDeleteDataDisk.rawValue,
                    after: spec.onDeleteDataDisk.rawValue, source: span("on_delete.data_disk")))
        }
    }

    // MARK: Kinds of change

    private mutating func compareMap(
        _ key: String, _ want: [String: String], _ applied: [String: String], _ seen: [String: String]?,
        _ mode: Capabilities.ChangeMode, set: (inout HostConfiguration, [String: String]) -> Void
    ) {
        let now = seen ?? applied
        if want == now, applied == want { return }
        var wanted = isUnmanaged(key) ? now : DeclaredMap.merged(desired: want, applied: applied, observed: now)
        for field in spec.unmanaged where field.hasPrefix("\(key).") {
            let name = String(field.dropFirst(key.utf8.count + 1))
            wanted[name] = now[name]
        }
        set(&target, wanted)
        for name in DeclaredMap.differing(wanted, now) {
            let author = author(want[name], applied[name], seen.map { $0[name] } ?? applied[name])
            change("\(key).\(name)", now[name], wanted[name], mode, author)
            if author != .you { noteDrift("\(key).\(name)", applied[name], now[name] ?? "none") }
        }
    }

    private mutating func change(
        _ key: String, _ before: String?, _ after: String?, _ mode: Capabilities.ChangeMode,
        _ author: FieldChange.Author = .you
    ) {
        let change = FieldChange(
            key, before: before, after: after, author: author, forcesReplacement: mode == .replace, source: span(key))
        switch mode {
        case .inPlace, .stopStart:
            updatesMarks = true
            changes.append(change)
        case .replace:
            mustReplace = true
            changes.append(change)
        case .never: impossible("\(key)-fixed", change)
        }
    }

    private mutating func replace(_ key: String, _ before: String?, _ after: String?) {
        guard !isUnmanaged(key) else { return }
        mustReplace = true
        changes.append(
            FieldChange(key, before: before, after: after, forcesReplacement: true, source: span(key)))
    }

    private mutating func wait(_ key: String, keep: (inout HostConfiguration, HostConfiguration) -> Void) {
        guard !isUnmanaged(key) else { return }
        pending.append(PendingChange(host: spec.name, field: key, source: span(key)))
        keep(&target, applied)
    }

    private mutating func impossible(_ rule: String, _ change: FieldChange) {
        problems.append(
            Diagnostic(
                rule: rule,
                "\(spec.name): \(record.provider.rawValue) cannot change `\(change.field)` of an existing host "
                    + "from \(change.before ?? "none") to \(change.after ?? "none")",
                at: change.source, label: "`--replace \(spec.name)` would make the host anew"))
    }

    private mutating func noteDrift(_ field: String, _ applied: String?, _ observed: String?) {
        guard let observed, observed != applied ?? "none" else { return }
        drift.append(DriftItem(host: spec.name, field: field, applied: applied, observed: observed))
    }

    // MARK: Small questions

    private func author<Value: Equatable>(_ want: Value, _ applied: Value?, _ seen: Value?) -> FieldChange.Author {
        guard let applied else { return .you }
        let cloudMoved = seen.map { $0 != applied } ?? false
        if want == applied { return .cloud }
        return cloudMoved ? .both : .you
    }

    /// Whether a key is left alone, by itself or with the section it is in.
    private func isUnmanaged(_ key: String) -> Bool {
        guard !spec.unmanaged.isEmpty else { return false }
        return spec.unmanaged.contains { key == $0 || key.hasPrefix("\($0).") }
    }

    private func span(_ key: String) -> SourceSpan? { sources.span(host: spec.name, key: key) }

    private func text(_ options: OptionMap) -> String {
        options.keys.sorted().map { "\($0)=\(options[$0]?.compact ?? "null")" }.joined(separator: " ")
    }

    /// Why the pinned machine type does not do any more.
    private var misfit: String? { desired.misfit }

    /// The spec key that the reason begins with.
    private var misfitKey: String? {
        misfit.flatMap { text in
            ["cpu", "ram_gb", "gpu"].first { text.hasPrefix("\($0):") }
        }
    }
}
