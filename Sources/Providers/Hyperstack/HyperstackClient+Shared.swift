import Hosts

/// The environment and key pair that hosts share: made when first needed, removed with the last that used them.
extension HyperstackClient {
    /// Makes sure that an order's environment and key pair are there, and keeps them until `leave`.
    func enter(_ order: HyperstackOrder) async throws(ProviderError) {
        await shared.lock(order.environment)
        do throws(ProviderError) {
            try await ensureShared(order)
            await shared.begin(order.environment)
            await shared.unlock(order.environment)
        } catch {
            await shared.unlock(order.environment)
            throw error
        }
    }

    /// The create has ended.
    func leave(_ order: HyperstackOrder) async { await shared.end(order.environment) }

    /// Somebody else removed them meanwhile: looks again, and makes them again.
    func renew(_ order: HyperstackOrder) async throws(ProviderError) {
        await shared.lock(order.environment)
        await shared.forget(order.environment)
        do throws(ProviderError) {
            try await ensureShared(order)
            await shared.unlock(order.environment)
        } catch {
            await shared.unlock(order.environment)
            throw error
        }
    }

    private func ensureShared(_ order: HyperstackOrder) async throws(ProviderError) {
        if await !shared.knows(order.environment, in: order.region) {
            try await ensureEnvironment(order)
            await shared.learn(order.environment, in: order.region)
        }
        if await !shared.knows(order.environment, keyPair: order.keyName) {
            try await ensureKeyPair(order)
            await shared.learn(order.environment, keyPair: order.keyName)
        }
    }

    private func ensureEnvironment(_ order: HyperstackOrder) async throws(ProviderError) {
        for attempt in 1...4 {
            if let found = try await lister.environments().first(where: { $0.name == order.environment }) {
                guard found.region == nil || found.region == order.region else {
                    throw HyperstackOrder.refusal(
                        "WrongRegion",
                        "environment `\(found.name)` is in \(found.region ?? "?"), the host in \(order.region)")
                }
                return
            }
            guard order.ownsEnvironment else {
                throw HyperstackOrder.refusal("NoEnvironment", "there is no environment `\(order.environment)`")
            }
            do throws(ProviderError) {
                _ = try await answer(
                    wire.makeEnvironment(name: order.environment, region: order.region), .write(.create),
                    host: order.request.mark.host)
                return
            } catch {
                // Somebody else made it in the meantime: it is looked for again. What no list shows is there all the same.
                guard HyperstackErrors.isNameTaken(error) else { throw error }
                if attempt == 4 { return }
            }
            try await pause(.seconds(2), for: "environment `\(order.environment)`")
        }
    }

    private func ensureKeyPair(_ order: HyperstackOrder) async throws(ProviderError) {
        for attempt in 1...4 {
            let found = try await lister.keyPairs().contains {
                $0.name == order.keyName && ($0.environment == nil || $0.environment == order.environment)
            }
            if found { return }
            guard let publicKey = order.publicKey else {
                throw HyperstackOrder.refusal(
                    "NoKeyPair", "environment `\(order.environment)` has no key pair `\(order.keyName)`")
            }
            do throws(ProviderError) {
                _ = try await answer(
                    wire.makeKeyPair(name: order.keyName, environment: order.environment, publicKey: publicKey),
                    .write(.create), host: order.request.mark.host)
                return
            } catch {
                guard HyperstackErrors.isNameTaken(error) else { throw error }
                if attempt == 4 { return }
            }
            try await pause(.seconds(2), for: "key pair `\(order.keyName)`")
        }
    }

    /// Removes what the last host of an environment leaves behind: key pairs of ours that no VM was made with, and the
    /// environment itself if it is ours and empty.
    ///
    /// What cannot be removed costs nothing, so a refusal is no failure of the verb that it follows.
    func release(environment: String?, fleet: String?, region: String?) async {
        guard let environment else { return }
        await shared.lock(environment)
        if await shared.isIdle(environment) {
            do throws(ProviderError) {
                try await removeUnused(environment, owned: isOurs(environment, fleet: fleet, region: region))
            } catch {
                // The next host that goes tries again.
            }
        }
        await shared.unlock(environment)
    }

    /// Whether an environment is one that we make: its name is the one we would give it.
    func isOurs(_ environment: String, fleet: String?, region: String?) -> Bool {
        guard let fleet, let region, settings.environment != environment else { return false }
        return environment
            == HyperstackNames.environment(prefix: settings.environmentPrefix, fleet: fleet, region: region)
    }

    /// The environment that we make for hosts like one whose create came no further than its volume.
    func ownEnvironment(of runtime: HostRuntime) -> String? {
        guard let fleet = runtime.extra[HyperstackObservations.ExtraKey.fleet], let region = runtime.region else {
            return nil
        }
        return settings.environment
            ?? HyperstackNames.environment(prefix: settings.environmentPrefix, fleet: fleet, region: region)
    }

    private func removeUnused(_ environment: String, owned: Bool) async throws(ProviderError) {
        let vms = try await lister.vms(environment: environment)
        // A VM that does not tell its key pair may use any.
        let untold = vms.contains { $0.keyPair == nil }
        let used = Set(vms.compactMap(\.keyPair))
        var isForeign = false
        for pair in try await lister.keyPairs() where pair.environment == environment {
            isForeign = isForeign || !isOurs(pair, environment)
            guard !used.contains(pair.name), !untold, isOurs(pair, environment) else { continue }
            await shared.forget(environment)
            try await remove(wire.deleteKeyPair(pair.id))
        }
        // Where somebody has put a key of his own, somebody works.
        guard owned, vms.isEmpty, !isForeign,
            try await lister.volumes(environment: environment).allSatisfy(\.isDeleted)
        else { return }
        guard let found = try await lister.environments().first(where: { $0.name == environment }) else { return }
        await shared.forget(environment)
        // What was in it may count for a while after it is gone.
        for attempt in 1...5 {
            do throws(ProviderError) { return try await remove(wire.deleteEnvironment(found.id)) } catch {
                guard error.kind == .conflict || error.kind == .invalid, attempt < 5 else { throw error }
            }
            try await pause(.seconds(3), for: "environment `\(environment)` to be empty")
        }
    }

    /// Whether a key pair is one that we make: its name is the one we would give its key.
    private func isOurs(_ pair: HyperstackKeyPair, _ environment: String) -> Bool {
        guard let key = pair.publicKey else { return false }
        return pair.name == HyperstackNames.keyPair(environment: environment, publicKey: key)
    }

    /// Deletes something; gone already is success.
    func remove(_ request: HTTPRequest, host: String? = nil) async throws(ProviderError) {
        do throws(ProviderError) { _ = try await answer(request, .write(.delete), host: host) } catch {
            if error.kind != .notFound { throw error }
        }
    }
}
