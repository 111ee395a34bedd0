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
    /// Whether the host is made anew in any case, so that no change of it is impossible.
    let replaceAsked: Bool

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
    /// What others put on the VM.
    var foreign = ForeignMarks()

    let applied: HostConfiguration

    init(
        spec: HostSpec, desired: DesiredHost, record: HostRecord, seen: HostObservation, capabilities: Capabilities,
        sources: any SpecSources, replaceAsked: Bool
    ) {
        self.spec = spec
        self.desired = desired
        self.record = record
        self.seen = seen
        self.capabilities = capabilities
        self.sources = sources
        self.replaceAsked = replaceAsked
        applied = record.applied ?? desired.configuration
        target = desired.configuration
        compare()
    }

    private mutating func compare() {
        comparePlace()
        compareMachine()
        compareFixed()
        compareDataDisk()
        compareMarks()
        compareFirstBoot()
        compareRecordOnly()
    }

    // MARK: Fields by group

    private mutating func comparePlace() {
        if desired.provider != record.provider {
            mustReplace = true
            losesDataDisk = true
            changes.append(
                FieldChange(
                    "provider", before: record.provider.rawValue, after: desired.provider.rawValue,
                    forcesReplacement: true, source: span("provider")))
            return
        }
        fixed("region", \.region, seen: nil, losesDataDisk: true) { $0 }
        // A zone left open is the cloud's choice; one that the cloud does not tell is no reason to move.
        guard let zone = seen.runtime.zone ?? applied.zone else { return }
        if target.zone == nil { target.zone = zone }
        fixed("zone", \.zone, seen: zone, losesDataDisk: true) { $0 }
    }

    private mutating func compareMachine() {
        let want = desired.configuration.machineType
        guard !isUnmanaged("machine_type") else {
            target.machineType = applied.machineType
            return
        }
        let now = seen.machineType ?? applied.machineType
        noteDrift("machine_type", applied.machineType, seen.machineType)
        guard want != now else { return }
        let key = ["cpu", "ram_gb", "gpu"].first { sources.span(host: spec.name, key: $0) != nil } ?? "cpu"
        let author = author(want, applied.machineType, seen.machineType)
        let change = FieldChange(
            "machine_type", before: now, after: want, author: author,
            forcesReplacement: capabilities.machineTypeChange == .replace,
            note: author == .cloud ? nil : desired.misfit,
            source: span(spec.machineType == nil ? misfitKey ?? key : "machine_type"))
        switch capabilities.machineTypeChange {
        case .inPlace, .stopStart:
            resizeTo = want
            changes.append(change)
        case .replace:
            mustReplace = true
            changes.append(change)
        case .never: impossible("machine-type-fixed", change)
        }
    }

    private mutating func compareDataDisk() {
        let want = desired.configuration.dataDisk
        let now = seen.tellsDataDisk ? seen.dataDisk : applied.dataDisk
        guard !isUnmanaged("disk_gb") else {
            target.dataDisk = now
            return
        }
        if seen.tellsDataDisk {
            noteDrift("disk_gb", applied.dataDisk.map { "\($0.sizeGB)" }, now.map { "\($0.sizeGB)" } ?? "none")
        }
        guard let want, let now else {
            if want != nil || now != nil { compareDiskPresence(want, now) }
            return
        }
        if want.type != now.type {
            if isUnmanaged("disk_type") {
                target.dataDisk?.type = now.type
            } else {
                mustReplace = true
                losesDataDisk = true
                changes.append(
                    FieldChange(
                        "disk_type", before: now.type.rawValue, after: want.type.rawValue,
                        author: author(want.type, applied.dataDisk?.type, seen.dataDisk?.type),
                        forcesReplacement: true, source: span("disk_type")))
            }
        }
        compareSize(want.sizeGB, now.sizeGB)
    }

    private mutating func compareDiskPresence(_ want: DataDisk?, _ now: DataDisk?) {
        guard !isUnmanaged("disk_gb") else {
            target.dataDisk = now
            return
        }
        mustReplace = true
        if want == nil { losesDataDisk = true }
        changes.append(
            FieldChange(
                "disk_gb", before: now.map { "\($0.sizeGB)" }, after: want.map { "\($0.sizeGB)" },
                author: want == applied.dataDisk ? .cloud : .you, forcesReplacement: true, source: span("disk_gb")))
    }

    private mutating func compareSize(_ want: Int, _ now: Int) {
        guard want != now else { return }
        guard !isUnmanaged("disk_gb") else {
            target.dataDisk?.sizeGB = now
            return
        }
        let author = author(want, applied.dataDisk?.sizeGB, seen.tellsDataDisk ? now : nil)
        // A disk inside the machine is as large as it was made.
        let mode = applied.storage == .ephemeral ? .never : capabilities.dataDiskGrowth
        let change = FieldChange(
            "disk_gb", before: "\(now)", after: "\(want)", author: author,
            forcesReplacement: want > now && mode == .replace, source: span("disk_gb"))
        if losesDataDisk {
            changes.append(change)
        } else if want < now {
            shrink(want, now, author)
        } else {
            grow(want, mode, change)
        }
    }

    private mutating func shrink(_ want: Int, _ now: Int, _ author: FieldChange.Author) {
        // A disk grown by hand is drift that nothing can undo; a smaller number in the spec is a mistake.
        guard author != .cloud else {
            target.dataDisk?.sizeGB = now
            return
        }
        problems.append(
            Diagnostic(
                rule: "disk-shrink", "\(spec.name): a data disk cannot shrink from \(now) to \(want) GiB",
                at: span("disk_gb"), label: "write \(now) or more", fix: "\(now)"))
    }

    private mutating func grow(_ want: Int, _ mode: Capabilities.ChangeMode, _ change: FieldChange) {
        switch mode {
        case .inPlace, .stopStart:
            growTo = want
            changes.append(change)
        case .replace:
            // A kept disk would come back at its old size.
            mustReplace = true
            losesDataDisk = true
            changes.append(change)
        case .never:
            if replaceAsked { losesDataDisk = true }
            impossible("disk-fixed", change)
        }
    }

    private mutating func compareFixed() {
        fixed("image", \.image, seen: seen.image) { $0 }
        fixed("boot_disk_gb", \.bootDiskGB, seen: seen.bootDiskGB) { "\($0)" }
        fixed("storage", \.storage, seen: nil, losesDataDisk: true) { $0.rawValue }
        fixed("pricing", \.pricing, seen: seen.pricing, never: capabilities.pricingChange == .never) { $0.rawValue }
        fixed("network.public_ip", \.publicIP, seen: nil) { "\($0)" }
        fixed("network.subnet", \.subnet, seen: nil) { $0 }
        fixed("options", \.options, seen: nil) { Self.text($0) }
    }

    /// Settings that only a first boot reads: a change is shown and waits, and never forces anything.
    private mutating func compareFirstBoot() {
        let want = desired.configuration
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

    /// A field that only a new VM can have otherwise.
    private mutating func fixed<Value: Equatable>(
        _ key: String, _ field: WritableKeyPath<HostConfiguration, Value>, seen: Value?,
        losesDataDisk loses: Bool = false,
        never: Bool = false, text: (Value) -> String?
    ) {
        let now = seen ?? applied[keyPath: field]
        let want = target[keyPath: field]
        guard want != now else { return }
        guard !isUnmanaged(key) else {
            target[keyPath: field] = now
            return
        }
        let author = author(want, applied[keyPath: field], seen)
        if author != .you { noteDrift(key, text(applied[keyPath: field]), text(now)) }
        let change = FieldChange(
            key, before: text(now), after: text(want), author: author, forcesReplacement: true, source: span(key))
        if never { return impossible("\(key)-fixed", change) }
        mustReplace = true
        if loses { losesDataDisk = true }
        changes.append(change)
    }

    mutating func change(
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

    private mutating func wait(_ key: String, keep: (inout HostConfiguration, HostConfiguration) -> Void) {
        keep(&target, applied)
        guard !isUnmanaged(key) else { return }
        pending.append(PendingChange(host: spec.name, field: key, source: span(key)))
    }

    private mutating func impossible(_ rule: String, _ change: FieldChange) {
        if replaceAsked {
            changes.append(change)
            return
        }
        problems.append(
            Diagnostic(
                rule: rule,
                "\(spec.name): \(record.provider.rawValue) cannot change `\(change.field)` of an existing host "
                    + "from \(change.before ?? "none") to \(change.after ?? "none")",
                at: change.source, label: "`--replace \(spec.name)` would make the host anew"))
    }

    mutating func noteDrift(_ field: String, _ applied: String?, _ observed: String?) {
        guard let observed, observed != applied ?? "none" else { return }
        drift.append(DriftItem(host: spec.name, field: field, applied: applied, observed: observed))
    }

    // MARK: Small questions

    func author<Value: Equatable>(_ want: Value, _ applied: Value?, _ seen: Value?) -> FieldChange.Author {
        guard let applied else { return .you }
        let cloudMoved = seen.map { $0 != applied } ?? false
        if want == applied { return .cloud }
        return cloudMoved ? .both : .you
    }

    /// Whether a key is left alone, by itself or with the section it is in.
    func isUnmanaged(_ key: String) -> Bool {
        guard !spec.unmanaged.isEmpty else { return false }
        return spec.unmanaged.contains { key == $0 || key.hasPrefix("\($0).") }
    }

    private func span(_ key: String) -> SourceSpan? { sources.span(host: spec.name, key: key) }

    private static func text(_ options: OptionMap) -> String {
        options.keys.sorted().map { "\($0)=\(options[$0]?.compact ?? "null")" }.joined(separator: " ")
    }

    /// The spec key that the reason for another machine type begins with.
    private var misfitKey: String? {
        desired.misfit.flatMap { text in
            ["cpu", "ram_gb", "gpu"].first { text.hasPrefix("\($0):") }
        }
    }
}
