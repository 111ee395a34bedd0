import Hosts
import Providers

/// Makes one call, with retries, and says what it came to.
struct CloudCaller: Sendable {
    let cloud: any HostProvider
    let retry: RetryPolicy
    let clock: any Clock<Duration>
    /// Told before each wait.
    let waiting: @Sendable (Duration, ProviderError) -> Void

    /// The call's answer. An attempt whose answer was lost makes every later refusal doubtful: only success, or a look
    /// that finds the VM, settles it.
    func answer(_ call: CloudCall, userData: String?) async -> CallAnswer {
        var attempt = 1
        var lost: ProviderError?
        while true {
            do throws(ProviderError) {
                return .done(try await make(call, userData: userData))
            } catch {
                if error.leavesOutcomeUnknown { lost = error }
                if let delay = retry.delay(after: error.kind, attempt: attempt, idempotent: isIdempotent(call)) {
                    waiting(delay, error)
                    attempt += 1
                    do { try await clock.sleep(for: delay) } catch { return lost.map { .unknown($0) } ?? .unknown(self.cutOff) }
                    continue
                }
                return await verdict(call, error, lost: lost)
            }
        }
    }

    /// Clouds without tokens get no second create: the look of the next run settles the first.
    private func isIdempotent(_ call: CloudCall) -> Bool {
        if case .create = call { cloud.capabilities.idempotencyToken } else { true }
    }

    private func verdict(_ call: CloudCall, _ error: ProviderError, lost: ProviderError?) async -> CallAnswer {
        guard case .create(let request) = call else {
            if let lost { return .unknown(lost) }
            return .refused(error, leftover: nil)
        }
        // A create that failed may all the same have made something that bills.
        do throws(ProviderError) {
            let found = try await cloud.findHosts(mark: request.mark)
            if found.count == 1, let host = found.first {
                if lost != nil, host.status != .error { return .done(host.runtime) }
                return .refused(error, leftover: host.runtime)
            }
            if lost == nil, found.isEmpty { return .refused(error, leftover: nil) }
            return .unknown(lost ?? error)
        } catch {
            return .unknown(lost ?? error)
        }
    }

    private func make(_ call: CloudCall, userData: String?) async throws(ProviderError) -> HostRuntime? {
        switch call {
        case .create(let request): return try await cloud.createHost(request, userData: userData)
        case .delete(let runtime, let keepData): try await cloud.deleteHost(runtime, keepData: keepData)
        case .start(let runtime): try await cloud.startHost(runtime)
        case .stop(let runtime): try await cloud.stopHost(runtime)
        case .restart(let runtime): try await cloud.restartHost(runtime)
        case .hardRestart(let runtime): try await cloud.hardRestartHost(runtime)
        case .resize(let runtime, let type): try await cloud.resizeHost(runtime, machineType: type)
        case .resizeDisk(let runtime, let size): try await cloud.resizeDisk(runtime, sizeGB: size)
        case .updateMarks(let runtime, let mark, let configuration):
            try await cloud.updateMarks(runtime, mark: mark, configuration: configuration)
        }
        return nil
    }

    private var cutOff: ProviderError {
        ProviderError(.transient, provider: cloud.id, code: "cancelled", message: "the wait was cut off")
    }
}
