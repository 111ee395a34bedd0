import Hosts
import JSON

/// A VM as the cloud tells it. Members that are missing or null are nil or empty; unknown ones are passed over.
struct GCPInstance: Sendable {
    struct Disk: Hashable, Sendable {
        var source: GCPRef?
        var deviceName: String
        var isBoot: Bool
        var isAutoDelete: Bool
        /// A local SSD.
        var isScratch: Bool
        var sizeGB: Int?
    }

    struct Item: Hashable, Sendable {
        var key: String
        var value: String
    }

    var id: String
    var ref: GCPRef
    var status: String
    var statusMessage: String?
    var machineType: String?
    var labels: [String: String]
    var labelFingerprint: String?
    var tags: [String]
    var tagsFingerprint: String?
    var metadata: [Item]
    var metadataFingerprint: String?
    var disks: [Disk]
    var publicIP: String?
    var isSpot: Bool
    /// What becomes of it when its machine is taken away; nil where it is not told.
    var maintenance: String?
    /// Whether it comes back by itself when its machine failed.
    var restartsItself: Bool

    /// Reads a VM; nil without an id, a name or a zone.
    /// - Parameter place: the zone it was asked for in, for answers that do not name it.
    init?(_ node: JSONNode, in place: String? = nil) {
        guard let id = GCPWire.text(node["id"]), let name = node["name"]?.string,
            let zone = node["zone"]?.string.map(GCPNames.last) ?? place
        else { return nil }
        self.id = id
        ref = GCPRef(zone: zone, name: name)
        status = node["status"]?.string?.uppercased() ?? ""
        statusMessage = node["statusMessage"]?.string
        machineType = node["machineType"]?.string.map(GCPNames.last)
        labels = GCPWire.map(node["labels"])
        labelFingerprint = node["labelFingerprint"]?.string
        tags = node["tags"]?["items"]?.elements.compactMap(\.string) ?? []
        tagsFingerprint = node["tags"]?["fingerprint"]?.string
        metadata =
            node["metadata"]?["items"]?.elements.compactMap { item in
                item["key"]?.string.map { Item(key: $0, value: item["value"]?.string ?? "") }
            } ?? []
        metadataFingerprint = node["metadata"]?["fingerprint"]?.string
        disks = node["disks"]?.elements.map(Self.disk) ?? []
        publicIP =
            node["networkInterfaces"]?.elements.lazy
            .flatMap { $0["accessConfigs"]?.elements ?? [] }.compactMap { $0["natIP"]?.string }.first { !$0.isEmpty }
        let scheduling = node["scheduling"]
        isSpot = scheduling?["provisioningModel"]?.string == "SPOT" || scheduling?["preemptible"]?.bool == true
        maintenance = scheduling?["onHostMaintenance"]?.string
        restartsItself = scheduling?["automaticRestart"]?.bool ?? true
    }

    private static func disk(_ node: JSONNode) -> Disk {
        Disk(
            source: node["source"]?.string.flatMap { GCPRef(url: $0) }, deviceName: node["deviceName"]?.string ?? "",
            isBoot: node["boot"]?.bool ?? false, isAutoDelete: node["autoDelete"]?.bool ?? false,
            isScratch: node["type"]?.string == "SCRATCH", sizeGB: GCPWire.number(node["diskSizeGb"]))
    }

    /// The mark in the labels.
    var mark: HostMark? { HostMark(labels: labels) }

    /// Whether it is the VM of a request's host, in the request's generation.
    func isOf(_ request: CreateRequest) -> Bool {
        guard let mine = mark else { return false }
        let mark = request.mark
        return mine.uid == mark.uid && mine.fleet == mark.fleet && mine.generation == mark.generation
            && HostMark.short(mine.lineage) == HostMark.short(mark.lineage)
    }

    /// The data disk that we attached.
    var dataDisk: Disk? { disks.first { !$0.isBoot && !$0.isScratch && $0.deviceName == GCPNames.dataDevice } }
    /// The boot disk.
    var bootDisk: Disk? { disks.first(where: \.isBoot) }
    /// Whether it has a local SSD.
    var hasScratch: Bool { disks.contains(where: \.isScratch) }
    /// Status in our words.
    var shared: HostStatus { GCPStatus.shared(status) }
}

/// Raw status words and ours.
enum GCPStatus {
    /// One table; a word that is not in it is `.unknown`.
    static let table: [String: HostStatus] = [
        "PENDING": .starting, "PROVISIONING": .starting, "STAGING": .starting, "RUNNING": .running,
        "PENDING_STOP": .stopping, "STOPPING": .stopping, "SUSPENDING": .stopping, "DEPROVISIONING": .stopping,
        "STOPPED": .stopped, "TERMINATED": .stopped, "SUSPENDED": .stopped,
        // The machine below it failed; it comes back by itself or not at all.
        "REPAIRING": .error,
    ]

    static func shared(_ raw: String) -> HostStatus { table[raw] ?? .unknown }
}

/// A disk as the cloud tells it.
struct GCPDisk: Sendable {
    /// Its number, which is never given again; nil where it is not told.
    var id: String?
    var ref: GCPRef
    var sizeGB: Int?
    var type: String?
    var labels: [String: String]
    var labelFingerprint: String?
    /// VMs it is attached to.
    var users: [GCPRef]

    /// Reads a disk; nil without a name or a zone, as regional disks have none.
    /// - Parameter place: the zone it was asked for in, for answers that do not name it.
    init?(_ node: JSONNode, in place: String? = nil) {
        guard let name = node["name"]?.string, let zone = node["zone"]?.string.map(GCPNames.last) ?? place else {
            return nil
        }
        id = GCPWire.text(node["id"])
        ref = GCPRef(zone: zone, name: name)
        sizeGB = GCPWire.number(node["sizeGb"])
        type = node["type"]?.string.map(GCPNames.last)
        labels = GCPWire.map(node["labels"])
        labelFingerprint = node["labelFingerprint"]?.string
        users = node["users"]?.elements.compactMap { $0.string.flatMap { GCPRef(url: $0) } } ?? []
    }

    /// The mark in the labels.
    var mark: HostMark? { HostMark(labels: labels) }

    /// Whether it is a disk of the host of a runtime: it carries the host's uid, or it is attached to the host's VM under
    /// our device name, which only the VM tells. A name alone proves nothing, for names are given again.
    func isMarked(for runtime: HostRuntime) -> Bool {
        mark.map { runtime.cloudName.hasSuffix("-\($0.uid)") } ?? false
    }

    /// Whether the VM of a runtime's place and name has it.
    func isUsed(by runtime: HostRuntime) -> Bool {
        users.contains { $0.name == runtime.cloudName && $0.zone == runtime.zone }
    }
}

/// An operation: what a mutating call is answered with, and what becomes of it.
struct GCPOperation: Sendable {
    /// One entry of its `error.errors`.
    struct Failure: Hashable, Sendable {
        var code: String
        var message: String
        /// `errorDetails[].errorInfo.reason`.
        var reason: String?
        /// `errorDetails[].errorInfo.metadatas.zonesAvailable`, split.
        var zonesAvailable: [String] = []
        /// `errorDetails[].quotaInfo`, spoken.
        var quota: String?
    }

    var name: String
    var zone: String?
    var status: String
    var failures: [Failure]
    var httpStatus: Int?

    /// Reads an operation; nil without a name.
    init?(_ node: JSONNode) {
        guard let name = node["name"]?.string, !name.isEmpty else { return nil }
        self.name = name
        zone = node["zone"]?.string.map(GCPNames.last)
        status = node["status"]?.string ?? ""
        failures = node["error"]?["errors"]?.elements.map(Self.failure) ?? []
        httpStatus = node["httpErrorStatusCode"]?.int
        // An error without entries is an error all the same.
        if failures.isEmpty, node["error"]?.kind == .object || (httpStatus ?? 0) >= 400 {
            failures = [Failure(code: "", message: node["httpErrorMessage"]?.string ?? "the operation failed")]
        }
    }

    var isDone: Bool { status.uppercased() == "DONE" }

    private static func failure(_ node: JSONNode) -> Failure {
        var out = Failure(code: node["code"]?.string ?? "", message: node["message"]?.string ?? "")
        for detail in node["errorDetails"]?.elements ?? [] {
            let info = detail["errorInfo"]
            if let reason = info?["reason"]?.string { out.reason = out.reason ?? reason }
            if let zones = info?["metadatas"]?["zonesAvailable"]?.string {
                out.zonesAvailable = zones.split { $0 == "," || $0 == " " }.map(String.init)
            }
            if let quota = detail["quotaInfo"] {
                let name = quota["metricName"]?.string ?? quota["limitName"]?.string ?? "quota"
                out.quota = name + (quota["limit"].map { ", limit \($0.raw)" } ?? "")
            }
        }
        return out
    }
}

extension GCPWire {
    /// A 64-bit number, which comes as a string; a plain number is taken, too.
    static func number(_ node: JSONNode?) -> Int? { node.flatMap { $0.int ?? $0.string.flatMap { Int($0) } } }

    /// An id, which comes as a string of digits.
    static func text(_ node: JSONNode?) -> String? {
        guard let node else { return nil }
        if let text = node.string { return text.isEmpty ? nil : text }
        return node.kind == .number ? node.raw : nil
    }

    /// A map of strings; members of other kinds are passed over.
    static func map(_ node: JSONNode?) -> [String: String] {
        var out: [String: String] = [:]
        node?.forEachMember { key, value in out[key] = value.string }
        return out
    }

    /// Runtime of a VM: the ids by which the record knows it.
    /// - Parameter project: the project it is in; nil where that does not matter.
    static func runtime(_ instance: GCPInstance, project: String? = nil) -> HostRuntime {
        var runtime = HostRuntime(
            instanceID: instance.id, cloudName: instance.ref.name, region: GCPNames.region(ofZone: instance.ref.zone),
            zone: instance.ref.zone, dataDiskID: instance.dataDisk?.source?.text, publicIP: instance.publicIP)
        let tag = GCPNames.firewall(instance.ref.name)
        if instance.tags.contains(tag) { runtime.extra["firewall"] = tag }
        // The first is what a runtime without it has.
        if let generation = instance.mark?.generation, generation > 1 {
            runtime.extra["generation"] = String(generation)
        }
        runtime.extra["project"] = project
        return runtime
    }

    /// A VM in the words all clouds share.
    /// - Parameters:
    ///   - disks: the disks that were seen, by place and name; the type of a disk is told nowhere else.
    ///   - project: the project it is in; nil where that does not matter.
    static func observation(
        _ instance: GCPInstance, disks: [GCPRef: GCPDisk], project: String? = nil
    ) -> HostObservation {
        let attached = instance.dataDisk
        let disk = attached?.source.flatMap { disks[$0] }
        var data: DataDisk?
        if let size = disk?.sizeGB ?? attached?.sizeGB, let type = disk?.type.flatMap(GCPMachineName.diskType) {
            data = DataDisk(sizeGB: size, type: type)
        }
        // A local SSD is as large as it is made, not as it was asked for, so nothing is claimed of it.
        let tells = attached == nil ? !instance.hasScratch : data != nil
        let boot = instance.bootDisk
        return HostObservation(
            runtime: runtime(instance, project: project), mark: instance.mark, status: instance.shared,
            rawStatus: instance.status,
            machineType: instance.machineType,
            bootDiskGB: boot?.source.flatMap { disks[$0]?.sizeGB } ?? boot?.sizeGB, dataDisk: data,
            tellsDataDisk: tells, pricing: instance.isSpot ? .spot : .onDemand,
            labels: instance.labels.filter { !GCPNames.ownLabels.contains($0.key) },
            tags: instance.tags.filter { $0 != GCPNames.firewall(instance.ref.name) },
            metadata: instance.metadata.reduce(into: [:]) { out, item in
                if !GCPNames.ownMetadata.contains(item.key) { out[item.key] = item.value }
            })
    }
}
