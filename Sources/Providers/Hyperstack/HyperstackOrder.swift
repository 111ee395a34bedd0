import Hosts
import JSON

/// A create request in Hyperstack's terms: checked, named and ready to be sent. Pure.
struct HyperstackOrder: Sendable {
    let request: CreateRequest
    /// The VM's name.
    let name: String
    let region: String
    let environment: String
    /// Whether the environment is one of ours, to be made and removed.
    let ownsEnvironment: Bool
    let flavor: String
    /// The key pair's name.
    let keyName: String
    /// The key that the pair shall have; nil if the pair is the user's.
    let publicKey: String?
    let publicIP: Bool
    let rules: [PortRule]
    let userData: String?
    /// Size of the volume that belongs to it in GiB; nil for none.
    let volumeGB: Int?
    /// Tells this request from any other.
    let fingerprint: String

    /// Checks a request.
    /// - Throws: `invalid` for what Hyperstack can never do.
    init(
        _ request: CreateRequest, userData script: String?, settings: HyperstackSettings
    ) throws(ProviderError) {
        let wanted = request.configuration
        self.request = request
        guard script.map(TextDigest.init(of:)) == wanted.userData else {
            throw Self.refusal("UserDataMismatch", "the start-up script is not the one announced")
        }
        guard let region = wanted.region, !region.isEmpty else {
            throw Self.refusal("NoRegion", "a host needs a region, such as CANADA-1")
        }
        if let zone = wanted.zone {
            throw Self.refusal("NoZones", "Hyperstack has no zones, so `\(zone)` is nowhere")
        }
        guard HyperstackFlavor.isSpot(wanted.machineType) == (wanted.pricing == .spot) else {
            throw Self.refusal(
                "PricingMismatch",
                "`\(wanted.machineType)` is not sold as \(wanted.pricing.rawValue): spot types end in `-spot`, others do not"
            )
        }
        self.region = region
        name = HyperstackNames.vm(request.mark)
        flavor = wanted.machineType
        let theirs = wanted.options["environment"]?.stringValue ?? settings.environment
        environment =
            theirs
            ?? HyperstackNames.environment(
                prefix: settings.environmentPrefix, fleet: request.mark.fleet, region: region)
        ownsEnvironment = theirs == nil
        if let keyName = wanted.options["key_name"]?.stringValue {
            self.keyName = keyName
            publicKey = nil
        } else if let key = wanted.sshKeys.first {
            keyName = HyperstackNames.keyPair(environment: environment, publicKey: key)
            publicKey = key
        } else {
            throw Self.refusal(
                "NoKey",
                "Hyperstack makes no VM without an SSH key: give `ssh: {public_keys: […]}`, or the name of a "
                    + "key pair of the environment as `options: {key_name: …}`")
        }
        let more = publicKey == nil ? wanted.sshKeys : Array(wanted.sshKeys.dropFirst())
        userData = HyperstackUserData.text(script: script, moreKeys: more)
        let limit = settings.capabilities.userDataLimit
        guard (userData?.utf8.count ?? 0) <= limit else {
            throw Self.refusal("UserDataTooLong", "a start-up script has at most \(limit) bytes, keys included")
        }
        volumeGB = try Self.volume(wanted, settings.capabilities)
        publicIP = wanted.publicIP
        rules = Self.rules(wanted.openPorts)
        fingerprint = Self.fingerprint(request)
    }

    /// What the volume is to be.
    private static func volume(
        _ wanted: HostConfiguration, _ can: Capabilities
    ) throws(ProviderError) -> Int? {
        guard let disk = wanted.dataDisk else { return nil }
        guard (can.dataDiskGB.min...can.dataDiskGB.max).contains(disk.sizeGB) else {
            throw refusal(
                "BadDiskSize",
                "a volume has \(can.dataDiskGB.min) to \(can.dataDiskGB.max) GiB, not \(disk.sizeGB)")
        }
        guard can.diskTypes.contains(disk.type) else {
            throw refusal(
                "BadDiskType",
                "Hyperstack has no `\(disk.type.rawValue)` disks, only "
                    + can.diskTypes.map { "`\($0.rawValue)`" }.joined(separator: " and "))
        }
        return wanted.storage == .persistent ? disk.sizeGB : nil
    }

    /// The ports to open: those asked for, and SSH unless they already speak of it. A VM without rules is closed.
    private static func rules(_ wanted: [PortRule]) -> [PortRule] {
        let ssh = wanted.contains { $0.transport == "tcp" && $0.from <= 22 && $0.to >= 22 }
        var out: [PortRule] = []
        for rule in (ssh ? [] : [PortRule(from: 22, to: 22)]) + wanted where !out.contains(rule) { out.append(rule) }
        return out
    }

    private static func fingerprint(_ request: CreateRequest) -> String {
        var writer = JSONWriter(pretty: false)
        request.write(to: &writer)
        return Digest(of: writer.finish()).short
    }

    /// The labels of the VM.
    /// - Parameters:
    ///   - volume: id of the data volume.
    ///   - image: the cloud's name of the image.
    func labels(volume: Int?, image: String) -> [String] {
        var own = [HyperstackLabels.Key.request: fingerprint]
        if let volume { own[HyperstackLabels.Key.data] = String(volume) }
        if image != request.configuration.image {
            own[HyperstackLabels.Key.image] = request.configuration.image
        }
        if request.configuration.dataDisk != nil, request.configuration.storage == .ephemeral {
            own[HyperstackLabels.Key.storage] = StorageMode.ephemeral.rawValue
        }
        if !publicIP { own[HyperstackLabels.Key.address] = HyperstackLabels.noAddress }
        if let type = request.configuration.dataDisk?.type, type != .balanced {
            own[HyperstackLabels.Key.diskType] = type.rawValue
        }
        return HyperstackLabels(mark: request.mark, user: request.configuration.labels, own: own).list
    }

    /// Whether a VM is the one that this very request made.
    /// - Throws: `conflict` if it carries our mark and was asked for with other words.
    func isMade(by vm: HyperstackVM) throws(ProviderError) -> Bool {
        let labels = HyperstackLabels(reading: vm.labels)
        guard let mark = labels.mark, mark.uid == request.mark.uid, mark.fleet == request.mark.fleet,
            HostMark.short(mark.lineage) == HostMark.short(request.mark.lineage),
            mark.generation == request.mark.generation
        else { return false }
        guard labels.own[HyperstackLabels.Key.request] == fingerprint else {
            throw ProviderError(
                .conflict, provider: .hyperstack, code: "AnotherRequest",
                message: "VM \(vm.id) (`\(vm.name)`) was made for this host by another request")
        }
        return true
    }

    static func refusal(_ code: String, _ message: String) -> ProviderError {
        ProviderError(.invalid, provider: .hyperstack, code: code, message: message)
    }
}
