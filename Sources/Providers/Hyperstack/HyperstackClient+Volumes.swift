import Hosts
import JSON

/// Data volumes: made, attached, detached by the VM's end, and removed. Each step is waited for.
extension HyperstackClient {
    /// The id of an order's volume, ready to be attached; nil if it wants none.
    func volume(for order: HyperstackOrder) async throws(ProviderError) -> Int? {
        if let kept = order.request.existingDataDiskID { return try await existing(kept, order) }
        guard let size = order.volumeGB else { return nil }
        let mark = order.request.mark
        let name = HyperstackNames.volume(mark)
        let request = wire.makeVolume(
            name: name, environment: order.environment, sizeGB: size, description: HyperstackLabels.line(mark))
        let start = timeline.now
        var renewals = 0
        while true {
            do throws(ProviderError) {
                let root = try await answer(request, .write(.create), host: mark.host)
                guard let made = root["volume"].flatMap(HyperstackWire.volume) else {
                    throw HyperstackLister.unreadable("it names no volume")
                }
                return try await ready(made.id, name, isOurs: true)
            } catch {
                if HyperstackErrors.isNameTaken(error) {
                    let all = try await lister.volumes()
                    if let found = all.first(where: { $0.name == name && !$0.isDeleted && $0.status != "deleting" }) {
                        return try await reused(found, order, sizeGB: size)
                    }
                    guard timeline.now - start < Limit.name else { throw error }
                    try await pause(.seconds(5), for: "the name `\(name)` to be free")
                } else if error.kind == .notFound, renewals < 2 {
                    renewals += 1
                    try await renew(order)
                } else {
                    throw error
                }
            }
        }
    }

    /// A volume that an interrupted create of the same host has made.
    private func reused(
        _ found: HyperstackVolume, _ order: HyperstackOrder, sizeGB: Int
    ) async throws(ProviderError) -> Int {
        let mark = HyperstackLabels.mark(inLine: found.description)
        let ours = mark.map {
            $0.uid == order.request.mark.uid && HostMark.short($0.lineage) == HostMark.short(order.request.mark.lineage)
        }
        guard ours ?? true, found.instance == nil, found.size == sizeGB,
            found.environment == nil || found.environment == order.environment
        else {
            throw ProviderError(
                .conflict, provider: .hyperstack, code: "VolumeTaken",
                message: "volume \(found.id) has the name `\(found.name)`, and is not the one this host needs")
        }
        return try await ready(found.id, found.name, isOurs: true)
    }

    private func existing(_ text: String, _ order: HyperstackOrder) async throws(ProviderError) -> Int {
        let all = try await lister.volumes()
        guard let id = Self.number(text), let found = all.first(where: { $0.id == id && !$0.isDeleted }) else {
            throw ProviderError(
                .notFound, provider: .hyperstack, code: "not_found", message: "there is no volume `\(text)`")
        }
        guard found.instance == nil || found.status == "available" else {
            throw ProviderError(
                .conflict, provider: .hyperstack, code: "VolumeInUse",
                message: "volume \(id) is attached to VM \(found.instance.map(String.init) ?? "?")")
        }
        guard found.environment == nil || found.environment == order.environment else {
            throw HyperstackOrder.refusal(
                "WrongEnvironment",
                "volume \(id) is in environment `\(found.environment ?? "")`, the host in `\(order.environment)`")
        }
        return try await ready(id, found.name, isOurs: false)
    }

    /// Waits until a volume can be attached. One of ours that failed is removed.
    private func ready(_ id: Int, _ name: String, isOurs: Bool) async throws(ProviderError) -> Int {
        do throws(ProviderError) {
            return try await volumeWatch.wait(
                limit: Limit.volume, provider: .hyperstack, for: "volume `\(name)` to be available"
            ) { (look: [HyperstackVolume]) throws(ProviderError) -> Int? in
                guard let seen = look.first(where: { $0.id == id }) else { return nil }
                switch seen.status {
                case "available": return id
                case "deleting", "deleted":
                    throw ProviderError(
                        .notFound, provider: .hyperstack, code: seen.status, message: "volume \(id) is being removed")
                case let status where status.hasPrefix("error"):
                    throw ProviderError(
                        .operationFailed, provider: .hyperstack, code: status,
                        message: "volume \(id) (`\(name)`) could not be made ready")
                default: return nil
                }
            }
        } catch {
            if isOurs, error.kind == .operationFailed { try await removeVolume(id) }
            throw error
        }
    }

    /// Attaches a volume to a VM that is made, and waits until it has it.
    func attach(_ id: Int, to vm: HyperstackVM) async throws(ProviderError) {
        let held = vm.attachments?.first { $0.volume == id }
        if let held, held.status ?? "ATTACHED" == "ATTACHED" { return }
        if held == nil { try await askToAttach(id, to: vm) }
        _ = try await volumeWatch.wait(
            limit: Limit.volume, provider: .hyperstack, for: "volume \(id) to be attached to `\(vm.name)`"
        ) { (look: [HyperstackVolume]) throws(ProviderError) -> Bool? in
            guard let seen = look.first(where: { $0.id == id }) else { return nil }
            guard !seen.status.hasPrefix("error") else {
                throw ProviderError(
                    .operationFailed, provider: .hyperstack, code: seen.status,
                    message: "volume \(id) could not be attached to VM \(vm.id)")
            }
            return seen.isAttached(to: vm.id) ? true : nil
        }
    }

    private func askToAttach(_ id: Int, to vm: HyperstackVM) async throws(ProviderError) {
        let start = timeline.now
        while true {
            let refusal: ProviderError
            do throws(ProviderError) {
                _ = try await answer(wire.attach(volume: id, to: vm.id), .write(.create), host: vm.name)
                return
            } catch {
                refusal = error
            }
            guard HyperstackErrors.mayPass(refusal), timeline.now - start < Limit.volume else { throw refusal }
            // Either it has it already, or one of the two is not ready yet, or somebody else has it.
            let seen = try await lister.volumes().first { $0.id == id }
            if let holder = seen?.instance {
                if holder == vm.id { return }
                throw refusal
            }
            // Of what is ready for it a refusal in unknown words stands.
            if refusal.kind != .conflict, seen?.status == "available",
                HyperstackStatus.map(try await self.vm(vm.id)?.status ?? "") == .running
            {
                throw refusal
            }
            try await pause(.seconds(5), for: "volume \(id) to be available")
        }
    }

    /// Removes a volume once nothing holds it; gone already is success.
    /// - Parameter vm: the VM it belonged to. One that another VM holds is left alone.
    func removeVolume(_ id: Int, host: String? = nil, of vm: Int? = nil) async throws(ProviderError) {
        let start = timeline.now
        while true {
            do throws(ProviderError) {
                try await remove(wire.deleteVolume(id), host: host)
                break
            } catch {
                guard HyperstackErrors.mayPass(error), timeline.now - start < Limit.volume else { throw error }
                // After its VM is gone a volume is `reserved` for a while; of one that is free the refusal stands.
                let seen = try await lister.volumes().first { $0.id == id }
                if let vm, let holder = seen?.instance, holder != vm { throw error }
                let isSettled = seen.map { ["available", "error"].contains($0.status) && $0.instance == nil } ?? false
                if error.kind != .conflict, isSettled { throw error }
            }
            try await waitUntilFree(id)
        }
        _ = try await volumeWatch.wait(
            limit: Limit.volume, provider: .hyperstack, for: "volume \(id) to be gone"
        ) { (look: [HyperstackVolume]) throws(ProviderError) -> Bool? in
            guard let seen = look.first(where: { $0.id == id }), !seen.isDeleted else { return true }
            guard !seen.status.hasPrefix("error") else {
                throw ProviderError(
                    .operationFailed, provider: .hyperstack, code: seen.status,
                    message: "volume \(id) could not be removed")
            }
            return nil
        }
    }

    /// Waits until nothing holds a volume, or another VM does than the one given.
    func waitUntilFree(_ id: Int, of vm: Int? = nil) async throws(ProviderError) {
        _ = try await volumeWatch.wait(
            limit: Limit.volume, provider: .hyperstack, for: "volume \(id) to be detached"
        ) { (look: [HyperstackVolume]) throws(ProviderError) -> Bool? in
            guard let seen = look.first(where: { $0.id == id }) else { return true }
            if let vm, let holder = seen.instance, holder != vm { return true }
            return seen.status == "in-use" || seen.status == "reserved" || seen.instance != nil ? nil : true
        }
    }
}
