public import Hosts

/// One mutating call, as a value: the runner makes it, tests look at it.
public enum CloudCall: Hashable, Sendable {
    /// Make a VM.
    case create(CreateRequest)
    /// Remove a VM.
    case delete(HostRuntime, keepData: Bool)
    /// Turn on.
    case start(HostRuntime)
    /// Turn off.
    case stop(HostRuntime)
    /// Restart through the guest.
    case restart(HostRuntime)
    /// Reset.
    case hardRestart(HostRuntime)
    /// Change the machine type.
    case resize(HostRuntime, machineType: String)
    /// Grow the data disk.
    case resizeDisk(HostRuntime, sizeGB: Int)
    /// Bring labels, tags and metadata to those of a configuration.
    case updateMarks(HostRuntime, mark: HostMark, HostConfiguration)

    /// The verb of the provider contract.
    public var verb: CloudVerb {
        switch self {
        case .create: .create
        case .delete: .delete
        case .start: .start
        case .stop: .stop
        case .restart: .restart
        case .hardRestart: .hardRestart
        case .resize: .resize
        case .resizeDisk: .resizeDisk
        case .updateMarks: .updateMarks
        }
    }
}

/// What a call came to, retries included.
public enum CallAnswer: Hashable, Sendable {
    /// Done; a create tells the ids.
    case done(HostRuntime?)
    /// Definitely not done. A create may have left a VM behind that the cloud says failed.
    case refused(ProviderError, leftover: HostRuntime?)
    /// The answer was lost, or never came; the call may have been carried out.
    case unknown(ProviderError)
}
