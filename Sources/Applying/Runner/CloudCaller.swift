import Hosts
import Providers
import Synchronization

/// Makes one call, with retries, and says what it came to.
struct CloudCaller: Sendable {
    let cloud: any HostProvider
    let retrier: Retrier
    let host: String
    /// Told before each wait.
    let waiting: @Sendable (RetryNotice) -> Void

    /// The call's answer. A create that did not succeed is followed by a look for what it may have made all the same:
    /// that may bill, and nobody else knows of it.
    func answer(_ call: CloudCall, userData: String?) async -> CallAnswer {
        let attempts = Attempts()
        do throws(ProviderError) {
            return .done(
                try await retrier.run(.write(call.verb), host: host, notice: waiting) { () throws(ProviderError) in
                    try await make(call, userData: userData, attempts)
                })
        } catch {
            switch call {
            case .create(let request): return await lookAfter(request, error)
            case .delete(let runtime, _) where !error.leavesOutcomeUnknown: return await lookAfter(runtime, error)
            default: return error.leavesOutcomeUnknown ? .unknown(error) : .refused(error, leftover: nil)
            }
        }
    }

    /// A delete has parts: if the VM is gone and only its disk was refused, the delete is neither done nor refused, and
    /// the next run settles it.
    private func lookAfter(_ runtime: HostRuntime, _ error: ProviderError) async -> CallAnswer {
        do throws(ProviderError) {
            let seen = try await read { () throws(ProviderError) in try await cloud.getHost(runtime) }
            return seen == nil ? .unknown(error) : .refused(error, leftover: nil)
        } catch let lookError {
            if case .auth = lookError.kind, case .auth = error.kind { return .refused(error, leftover: nil) }
            return .unknown(error)
        }
    }

    private func lookAfter(_ request: CreateRequest, _ error: ProviderError) async -> CallAnswer {
        do throws(ProviderError) {
            let found = try await read { () throws(ProviderError) in try await made(by: request) }
            guard let made = found.first else {
                return error.leavesOutcomeUnknown ? .unknown(error) : .refused(error, leftover: nil)
            }
            guard found.count == 1 else { return .unknown(error) }
            // One that the cloud takes down again after it told of a failure is no host that was made.
            let isGoing = made.status == .stopping && error.kind == .operationFailed
            return made.status == .error || isGoing ? .refused(error, leftover: made.runtime) : .done(made.runtime)
        } catch let lookError {
            // Whoever may not even look was refused at the door: the create was, too.
            if case .auth = lookError.kind, case .auth = error.kind { return .refused(error, leftover: nil) }
            return .unknown(error)
        }
    }

    /// Makes a reading call, again after passing faults unless the adapter sees to that.
    private func read<Answer: Sendable>(
        _ body: () async throws(ProviderError) -> Answer
    ) async throws(ProviderError) -> Answer {
        if cloud.retriesReads { return try await body() }
        return try await retrier.run(.read, host: host, notice: waiting, body)
    }

    /// VMs of the request's host and generation: the VM of the generation before may be seen for a while after its delete.
    private func made(by request: CreateRequest) async throws(ProviderError) -> [HostObservation] {
        try await cloud.findHosts(mark: request.mark).filter { $0.mark?.generation == request.mark.generation }
    }

    /// A VM that was turned on with the address it has now, where a stop gives the old one away; nil where it does not,
    /// and where nobody can tell: the start itself was done.
    private func readdressed(_ runtime: HostRuntime) async -> HostRuntime? {
        guard !cloud.capabilities.stopKeepsAddress else { return nil }
        do throws(ProviderError) {
            let seen = try await read { () throws(ProviderError) in try await cloud.getHost(runtime) }
            guard let seen, seen.runtime.instanceID == runtime.instanceID else { return nil }
            var now = runtime
            now.publicIP = seen.runtime.publicIP
            return now
        } catch { return nil }
    }

    private func make(
        _ call: CloudCall, userData: String?, _ attempts: Attempts
    ) async throws(ProviderError) -> HostRuntime? {
        switch call {
        case .create(let request):
            // A cloud without tokens would make a second VM: before each further try it is asked for the first.
            if let last = attempts.last, !cloud.capabilities.idempotencyToken {
                try await waitUntilVisible(after: last)
                if let made = try await made(by: request).first { return made.runtime }
            }
            do throws(ProviderError) { return try await cloud.createHost(request, userData: userData) } catch {
                attempts.note(error)
                throw error
            }
        case .delete(let runtime, let keepData): try await cloud.deleteHost(runtime, keepData: keepData)
        case .start(let runtime):
            try await cloud.startHost(runtime)
            return await readdressed(runtime)
        case .stop(let runtime):
            try await cloud.stopHost(runtime)
            guard !cloud.capabilities.stopKeepsAddress else { return nil }
            var now = runtime
            now.publicIP = nil
            return now
        case .restart(let runtime):
            try await cloud.restartHost(runtime)
            return await readdressed(runtime)
        case .hardRestart(let runtime): try await cloud.hardRestartHost(runtime)
        case .resize(let runtime, let type): try await cloud.resizeHost(runtime, machineType: type)
        case .resizeDisk(let runtime, let size): try await cloud.resizeDisk(runtime, sizeGB: size)
        case .updateMarks(let runtime, let mark, let configuration):
            try await cloud.updateMarks(runtime, mark: mark, configuration: configuration)
        }
        return nil
    }

    /// A look before an accepted create can be seen would find nothing, and a second VM would be made.
    private func waitUntilVisible(after failure: ProviderError) async throws(ProviderError) {
        guard failure.leavesOutcomeUnknown, cloud.capabilities.visibility > .zero else { return }
        do { try await retrier.sleep(for: cloud.capabilities.visibility) } catch { throw failure }
    }

    /// How the tries of one create ended so far: an unknown outcome is remembered over later refusals.
    private final class Attempts: Sendable {
        private let failure = Mutex<ProviderError?>(nil)

        /// The failure that counts; nil before the first.
        var last: ProviderError? { failure.withLock { $0 } }

        func note(_ error: ProviderError) {
            failure.withLock { if $0?.leavesOutcomeUnknown != true { $0 = error } }
        }
    }
}
