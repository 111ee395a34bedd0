import Hosts
import Synchronization

extension LambdaClient {
    /// Terminates an instance, waits until it is gone, and takes away the key and the ruleset that were made for it,
    /// unless others use them.
    func delete(_ runtime: HostRuntime) async throws(ProviderError) {
        var extra = runtime.extra
        if let found = try await instance(runtime.instanceID) {
            extra.merge(Self.runtime(found).extra) { _, now in now }
            if found.status != "terminating" { try await terminate(found, name: runtime.cloudName) }
            try await watch.wait(
                limit: Self.terminateLimit, provider: .lambda, for: "\(runtime.cloudName) to be gone"
            ) { all throws(ProviderError) in
                all.contains { $0.id == found.id && !$0.isGone } ? nil : ()
            }
        }
        guard let fleet = extra[Extra.fleet] else { return }
        do throws(ProviderError) {
            try await cleanUp(
                fleet: fleet, keys: [extra[Extra.key]].compactMap { $0 }, rulesets: extra[Extra.ruleset] != nil)
        } catch {
            throw error.afterAcceptance
        }
    }

    /// Sends the call. A state that forbids it, as that of a launch may, is waited out.
    private func terminate(_ found: LambdaInstance, name: String) async throws(ProviderError) {
        func send() async throws(ProviderError) {
            do throws(ProviderError) {
                _ = try await api.send(wire.terminate(found.id), .write(.delete), host: name)
            } catch {
                guard error.kind == .notFound else { throw error }
            }
        }
        /// Waits, and says whether there is still something to terminate.
        func isThere(
            when isReady: @Sendable (LambdaInstance) -> Bool
        ) async throws(ProviderError) -> Bool {
            try await watch.wait(
                limit: Self.bootLimit, provider: .lambda, for: "\(name) to leave `\(found.status)`"
            ) { all throws(ProviderError) in
                guard let now = all.first(where: { $0.id == found.id }), !now.isGone else { return false }
                return isReady(now) ? true : nil
            }
        }
        if !found.mayTerminate {
            guard try await isThere(when: { $0.mayTerminate || $0.status == "terminating" }) else { return }
        }
        do throws(ProviderError) { try await send() } catch {
            guard error.kind == .conflict else { throw error }
            guard try await isThere(when: { $0.status != found.status }) else { return }
            try await send()
        }
    }

    /// Waits until an instance that a write has set going is active and has its address.
    @discardableResult
    func untilUp(_ id: String, name: String) async throws(ProviderError) -> LambdaInstance {
        do throws(ProviderError) {
            if let now = try await instance(id), now.status == "active", now.ip != nil { return now }
        } catch {
            throw error.afterAcceptance
        }
        // Not shown yet, and shown no more, are two things.
        let wasSeen = Mutex(false)
        return try await watch.wait(limit: Self.bootLimit, provider: .lambda, for: "\(name) to be up") {
            all throws(ProviderError) in
            guard let found = all.first(where: { $0.id == id }) else {
                if wasSeen.withLock({ $0 }) { throw Self.failed(id, name, "gone") }
                return nil
            }
            wasSeen.withLock { $0 = true }
            switch found.status {
            case "active": return found.ip == nil ? nil : found
            case "terminating", "terminated", "preempted", "unhealthy": throw Self.failed(id, name, found.status)
            default: return nil
            }
        }
    }

    private static func failed(_ id: String, _ name: String, _ status: String) -> ProviderError {
        ProviderError(
            .operationFailed, provider: .lambda, code: status,
            message: "\(name) (\(id)) became \(status) instead of active")
    }
}
