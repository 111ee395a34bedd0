public import Hosts

/// The write half of a cloud: only the applier is handed one.
///
/// Contract for every verb: the call returns when the cloud says the work is *done* (an "accepted" is waited for), so a
/// returned call may be recorded as fact. Thrown errors carry a class; one whose outcome is unknown is `transient`.
/// No verb retries by itself: the caller does, with a journal behind it.
///
/// What the caller makes of errors. `transient`: a verb that may be made twice is called again, with the same arguments.
/// `rateLimited`: every verb is called again, restarts too, for nothing was done. So an error that comes *after* the
/// cloud accepted any part of the verb must not be `rateLimited` or `auth`: throw `ProviderError.afterAcceptance` of it.
/// A create that is called again may be one whose answer was lost: the adapter sends the same token, or, where the cloud
/// has none, looks for the mark first; the caller waits out `Capabilities.visibility` before that.
///
/// All verbs are idempotent: starting a running host, stopping a stopped one, resizing to the present type, and deleting
/// what is gone succeed and change nothing. `createHost` with the token of an earlier call returns that call's VM.
public protocol HostWriter: Sendable {
    /// Makes the VM, its disks and its marks. The marks are set in the create call itself.
    /// - Parameters:
    ///   - request: what to make; the same token must come with the same request.
    ///   - userData: the start-up script, whose digest is in the request.
    /// - Returns: the ids, with the data disk's.
    /// - Throws: `capacity` and `quota` also when the cloud finds out late; `conflict` if the token was used for another
    ///   request.
    func createHost(_ request: CreateRequest, userData: String?) async throws(ProviderError) -> HostRuntime

    /// Removes the VM; its data disk too unless `keepData`. Gone already is success, and the disk still goes.
    func deleteHost(_ runtime: HostRuntime, keepData: Bool) async throws(ProviderError)

    /// Turns the VM on.
    func startHost(_ runtime: HostRuntime) async throws(ProviderError)

    /// Turns the VM off, disks kept.
    func stopHost(_ runtime: HostRuntime) async throws(ProviderError)

    /// Restarts it by the guest's own shutdown.
    func restartHost(_ runtime: HostRuntime) async throws(ProviderError)

    /// Resets it as by the button.
    func hardRestartHost(_ runtime: HostRuntime) async throws(ProviderError)

    /// Changes the machine type; the VM must be stopped where the capability says `stopStart`.
    func resizeHost(_ runtime: HostRuntime, machineType: String) async throws(ProviderError)

    /// Grows the data disk to a size in GiB.
    func resizeDisk(_ runtime: HostRuntime, sizeGB: Int) async throws(ProviderError)

    /// Makes labels, tags and metadata those of the configuration, and the mark this mark; other fields are ignored.
    func updateMarks(
        _ runtime: HostRuntime, mark: HostMark, configuration: HostConfiguration
    ) async throws(ProviderError)
}

/// Both halves, as an adapter implements them.
public typealias HostProvider = HostReader & HostWriter
