import Hosts
import Synchronization

extension LambdaClient {
    /// How many times a wait begins anew before it is given up: each costs a look at least, or a refusal.
    private static let turns = 100

    /// What the list says of an instance that has been launched.
    private enum Turn: Sendable {
        case isUp(LambdaInstance)
        /// It was there, and is no more.
        case isMissing
    }

    /// Terminates an instance, waits until it is gone, and takes away the key and the ruleset that were made for it,
    /// unless others use them.
    func delete(_ runtime: HostRuntime) async throws(ProviderError) {
        var extra = runtime.extra
        try await terminateAll(of: runtime, &extra)
        guard let fleet = extra[Extra.fleet] else { return }
        do throws(ProviderError) {
            try await cleanUp(
                fleet: fleet, keys: [extra[Extra.key]].compactMap { $0 }, rulesets: extra[Extra.ruleset] != nil)
        } catch {
            throw error.afterAcceptance
        }
    }

    /// Terminates an instance until it is gone. What is not in the list any more is asked for by its own path before it
    /// is called gone: a list may lag, and what is left running bills.
    private func terminateAll(
        of runtime: HostRuntime, _ extra: inout [String: String]
    ) async throws(ProviderError) {
        let name = runtime.cloudName
        var accepted = false
        for _ in 1...Self.turns {
            let found: LambdaInstance
            do throws(ProviderError) {
                guard let now = try await instance(runtime.instanceID) else { return }
                found = now
            } catch {
                throw accepted ? error.afterAcceptance : error
            }
            extra.merge(Self.runtime(found).extra) { _, now in now }
            if found.status != "terminating" {
                guard try await terminate(found, name: name) else { continue }
            }
            accepted = true
            let isShownGone = try await watch.wait(
                limit: Self.terminateLimit, provider: .lambda, for: "\(name) to be gone"
            ) { all throws(ProviderError) -> Bool? in
                guard let now = all.first(where: { $0.id == found.id }) else { return false }
                return now.isGone ? true : nil
            }
            if isShownGone { return }
        }
        throw Self.pending("\(name) to be gone")
    }

    /// Sends the call. A state that forbids it, as that of a launch may, is waited out.
    /// - Returns: whether the cloud took it; if not, it is to be looked at again.
    private func terminate(_ found: LambdaInstance, name: String) async throws(ProviderError) -> Bool {
        if !found.mayTerminate, found.status == "booting" {
            try await watch.wait(
                limit: Self.bootLimit, provider: .lambda, for: "\(name) to leave `\(found.status)`"
            ) { all throws(ProviderError) in
                guard let now = all.first(where: { $0.id == found.id }) else { return () }
                return now.mayTerminate || now.status != found.status ? () : nil
            }
            return false
        }
        do throws(ProviderError) {
            _ = try await api.send(wire.terminate(found.id), .write(.delete), host: name)
            return true
        } catch {
            switch error.kind {
            case .notFound: return false
            case .conflict:
                try await watch.wait(limit: Self.bootLimit, provider: .lambda, for: name) { _ in () }
                return false
            default: throw error
            }
        }
    }

    /// Waits until an instance that a write has set going is active and has its address.
    /// - Parameter before: its status before the write, which it may still show for a while.
    @discardableResult
    func untilUp(
        _ id: String, name: String, before: String? = nil
    ) async throws(ProviderError) -> LambdaInstance {
        // Not shown yet, and shown no more, are two things.
        let wasSeen = Mutex(false)
        for _ in 1...Self.turns {
            do throws(ProviderError) {
                if let now = try await shown(id) {
                    wasSeen.withLock { $0 = true }
                    if try Self.isUp(now, name: name, before: before) { return now }
                } else if wasSeen.withLock({ $0 }) {
                    throw Self.failed(id, name, "gone")
                }
            } catch {
                throw error.afterAcceptance
            }
            let turn = try await watch.wait(limit: Self.bootLimit, provider: .lambda, for: "\(name) to be up") {
                all throws(ProviderError) -> Turn? in
                guard let found = all.first(where: { $0.id == id }) else {
                    return wasSeen.withLock { $0 } ? .isMissing : nil
                }
                wasSeen.withLock { $0 = true }
                return try Self.isUp(found, name: name, before: before) ? .isUp(found) : nil
            }
            if case .isUp(let found) = turn { return found }
        }
        throw Self.pending("\(name) to be up")
    }

    /// Whether an instance is up; false while it may come to be.
    /// - Throws: `operationFailed` if it will not be any more.
    private static func isUp(
        _ instance: LambdaInstance, name: String, before: String?
    ) throws(ProviderError) -> Bool {
        switch instance.status {
        case "active": return instance.ip != nil
        case "unhealthy" where before == instance.status: return false
        case "terminating", "terminated", "preempted", "unhealthy":
            throw failed(instance.id, name, instance.status)
        default: return false
        }
    }

    private static func failed(_ id: String, _ name: String, _ status: String) -> ProviderError {
        ProviderError(
            .operationFailed, provider: .lambda, code: status,
            message: "\(name) (\(id)) became \(status) instead of active")
    }

    private static func pending(_ what: String) -> ProviderError {
        ProviderError(.transient, provider: .lambda, code: "StillPending", message: "gave up waiting for \(what)")
    }
}
