/// What is needed to talk about a VM that exists: the cloud's ids. Kept in the record, output of create.
public struct HostRuntime: Hashable, Sendable {
    /// The cloud's id of the VM.
    public var instanceID: String
    /// The VM's name in the cloud.
    public var cloudName: String
    /// Region the VM is in.
    public var region: String?
    /// Zone the VM is in.
    public var zone: String?
    /// The cloud's id of the data disk, if one was made.
    public var dataDiskID: String?
    /// Public address last seen.
    public var publicIP: String?
    /// Further ids an adapter needs, such as an environment or an operation.
    public var extra: [String: String] = [:]

    /// Makes a runtime.
    public init(
        instanceID: String, cloudName: String, region: String? = nil, zone: String? = nil, dataDiskID: String? = nil,
        publicIP: String? = nil, extra: [String: String] = [:]
    ) {
        self.instanceID = instanceID
        self.cloudName = cloudName
        self.region = region
        self.zone = zone
        self.dataDiskID = dataDiskID
        self.publicIP = publicIP
        self.extra = extra
    }
}
