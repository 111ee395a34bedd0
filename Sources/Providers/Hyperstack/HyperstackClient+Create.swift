import Catalog
import Hosts
import JSON

/// Making a host: environment, key pair, volume, VM, attachment and address, in this order. Each part is looked for
/// before it is made, so that a create whose answer was lost goes on where it was cut off.
extension HyperstackClient {
    /// The VM of an order, complete.
    func create(_ order: HyperstackOrder) async throws(ProviderError) -> HostRuntime {
        if let made = try await made(by: order) { return try await complete(order, made, isNew: false) }
        let flavor = try await offered(order)
        let image = try await image(order, gpu: flavor.gpuCount > 0)
        try await enter(order)
        do throws(ProviderError) {
            let runtime = try await make(order, image: image)
            await leave(order)
            return runtime
        } catch {
            await leave(order)
            if !error.leavesOutcomeUnknown, order.ownsEnvironment || order.publicKey != nil {
                await release(environment: order.environment, fleet: order.request.mark.fleet, region: order.region)
            }
            throw error
        }
    }

    private func make(_ order: HyperstackOrder, image: String) async throws(ProviderError) -> HostRuntime {
        let volume = try await volume(for: order)
        let vm: HyperstackVM
        do throws(ProviderError) {
            vm = try await post(order, image: image, volume: volume)
        } catch {
            guard let volume, order.request.existingDataDiskID == nil else { throw error }
            // A definite refusal leaves the volume without a VM; any other is followed by another try, which finds it.
            let known = error.afterAcceptance
            throw known.leavesOutcomeUnknown ? known : await tidied(error, vm: nil, volume: volume)
        }
        return try await complete(order, vm, isNew: true)
    }

    // MARK: Looking first

    /// The VM that this very request made before.
    /// - Throws: `conflict` if another request made one for the host.
    private func made(by order: HyperstackOrder) async throws(ProviderError) -> HyperstackVM? {
        for vm in try await lister.vms() where vm.status != "DELETING" && vm.status != "DELETED" {
            if try order.isMade(by: vm) { return vm }
        }
        return nil
    }

    /// The flavor, if the region has it in stock. Hyperstack tells of stock before and hardly after.
    private func offered(_ order: HyperstackOrder) async throws(ProviderError) -> HyperstackFlavor {
        let flavors = try HyperstackWire.flavors(try await answer(wire.flavors(region: order.region), .read))
        guard let flavor = flavors.first(where: { $0.name == order.flavor && $0.region == order.region }) else {
            throw HyperstackOrder.refusal("NoFlavor", "\(order.region) has no flavor `\(order.flavor)`")
        }
        if HyperstackCatalog.stock(of: flavor, in: try await stocks()) == Stock.none {
            throw ProviderError(
                .capacity, provider: .hyperstack, code: "OutOfStock",
                message: "no `\(order.flavor)` is left in \(order.region)")
        }
        return flavor
    }

    /// The stock as the cloud tells it; nothing where it does not.
    private func stocks() async throws(ProviderError) -> [HyperstackStock] {
        do throws(ProviderError) { return try HyperstackWire.stocks(try await answer(wire.stocks(), .read)) } catch {
            if error.kind == .notFound || error.kind == .invalid { return [] }
            throw error
        }
    }

    private func image(_ order: HyperstackOrder, gpu: Bool) async throws(ProviderError) -> String {
        let wanted = order.request.configuration.image
        let images = try HyperstackWire.images(try await answer(wire.images(region: order.region), .read))
        if let name = HyperstackImages.resolve(wanted, region: order.region, gpu: gpu, in: images) { return name }
        let near = images.filter { $0.region == order.region }.map(\.name).sorted()
        throw HyperstackOrder.refusal(
            "NoImage",
            "\(order.region) has no image `\(wanted)`; it has "
                + (near.isEmpty ? "none" : near.prefix(8).map { "`\($0)`" }.joined(separator: ", ")))
    }

    // MARK: The VM

    private func post(
        _ order: HyperstackOrder, image: String, volume: Int?
    ) async throws(ProviderError) -> HyperstackVM {
        let start = timeline.now
        let request = wire.makeVM(order, image: image, labels: order.labels(volume: volume, image: image))
        var renewals = 0
        while true {
            do throws(ProviderError) {
                let root = try await answer(request, .write(.create), host: order.request.mark.host)
                let made = try HyperstackWire.page(root, "instances", HyperstackWire.vm).items
                guard let vm = made.first(where: { $0.name == order.name }) ?? made.first else {
                    throw HyperstackLister.unreadable("it names no VM")
                }
                return vm
            } catch {
                if HyperstackErrors.isNameTaken(error) {
                    // Ours of a lost answer, somebody's, or of a VM that is gone and whose name is not free yet.
                    if let made = try await made(by: order) { return made }
                    guard try await !isHeld(order.name), timeline.now - start < Limit.name else { throw error }
                    try await pause(.seconds(5), for: "the name `\(order.name)` to be free")
                } else if error.kind == .notFound, renewals < 2 {
                    renewals += 1
                    try await renew(order)
                } else if error.kind == .notFound {
                    throw HyperstackOrder.refusal(error.code, error.message)
                } else {
                    throw error
                }
            }
        }
    }

    /// Whether a VM has a name. A list may show one that is gone, so it is asked for.
    private func isHeld(_ name: String) async throws(ProviderError) -> Bool {
        for vm in try await lister.vms() where vm.name == name && vm.status != "DELETING" {
            if let seen = try await self.vm(vm.id), seen.status != "DELETING" { return true }
        }
        return false
    }

    /// Waits for a VM and brings it to what was ordered.
    /// - Parameter isNew: whether this very call made it. One that was found may be in use, and stays if it is complete
    ///   but for its address or power.
    private func complete(
        _ order: HyperstackOrder, _ vm: HyperstackVM, isNew: Bool
    ) async throws(ProviderError) -> HostRuntime {
        var vm = try await accepted { () throws(ProviderError) in try await built(vm) }
        let volume = HyperstackLabels(reading: vm.labels).own[HyperstackLabels.Key.data].flatMap { Self.number($0) }
        var isWhole = false
        do throws(ProviderError) {
            if let volume { try await attach(volume, to: vm) }
            isWhole = true
            if order.publicIP, vm.status == "ACTIVE", !vm.hasAddress { try await address(vm) }
            if !order.request.startRunning, vm.status == "ACTIVE" { try await turnOff(vm, .create) }
        } catch {
            let error = error.afterAcceptance
            if error.leavesOutcomeUnknown || (isWhole && !isNew) { throw error }
            let made = order.request.existingDataDiskID == nil ? volume : nil
            throw await tidied(error, vm: vm, volume: made)
        }
        let id = vm.id
        vm = try await accepted { () throws(ProviderError) in try await self.vm(id) } ?? vm
        return HyperstackObservations.host(vm).runtime
    }

    /// Waits until a VM is made.
    /// - Throws: the class of the failure if it ends in ERROR; the VM then stays, and its mark tells whose it is.
    private func built(_ vm: HyperstackVM) async throws(ProviderError) -> HyperstackVM {
        func isMade(_ vm: HyperstackVM) -> Bool {
            switch HyperstackStatus.map(vm.status) {
            case .running: (vm.vmState ?? "active") == "active"
            case .stopped, .error: true
            case .starting, .stopping, .absent, .unknown: false
            }
        }
        let seen =
            isMade(vm)
            ? vm
            : try await wait(for: vm, Limit.create, to: "be made") { seen in
                switch HyperstackStatus.map(seen.status) {
                case .running: (seen.vmState ?? "active") == "active"
                case .stopped, .error: true
                case .starting, .stopping, .absent, .unknown: false
                }
            }
        guard seen.status == "ERROR" else { return seen }
        throw HyperstackErrors.lateFailure(seen, events: await events(seen), inStock: await inStock(seen))
    }

    private func events(_ vm: HyperstackVM) async -> [HyperstackEvent] {
        do throws(ProviderError) {
            return HyperstackWire.events(try await answer(wire.events(ofVM: vm.id), .read))
        } catch {
            return []
        }
    }

    private func inStock(_ vm: HyperstackVM) async -> Bool? {
        do throws(ProviderError) {
            let flavors = try HyperstackWire.flavors(try await answer(wire.flavors(region: vm.region), .read))
            guard let flavor = flavors.first(where: { $0.name == vm.flavor && $0.region == vm.region }) else {
                return nil
            }
            return HyperstackCatalog.stock(of: flavor, in: try await stocks()).map { $0 != Stock.none }
        } catch {
            return nil
        }
    }

    /// Waits for the public address; asks for it once more if it does not come by itself.
    /// - Throws: `transient` if it does not come: a VM is not thrown away for that.
    func address(_ vm: HyperstackVM) async throws(ProviderError) {
        for attempt in 1...2 {
            do throws(ProviderError) {
                _ = try await wait(for: vm, Limit.address, to: "have its address") { $0.hasAddress }
                return
            } catch {
                guard error.code == "StillPending" else { throw error }
            }
            guard attempt == 1 else { break }
            do throws(ProviderError) {
                _ = try await answer(wire.attachAddress(vm.id), .write(.create), host: vm.name)
            } catch {
                // One that is on its way is what was wanted.
                if error.kind != .conflict { throw error }
            }
        }
        throw ProviderError(
            .transient, provider: .hyperstack, code: "NoAddress",
            message: "VM \(vm.id) (`\(vm.name)`) has been given no public address yet")
    }

    /// Removes what a create that failed has made, and says what is left.
    private func tidied(_ error: ProviderError, vm: HyperstackVM?, volume: Int?) async -> ProviderError {
        var error = error
        do throws(ProviderError) {
            if let vm { try await removeVM(vm) }
            if let volume { try await removeVolume(volume, of: vm?.id) }
        } catch let second {
            let left = [vm.map { "VM \($0.id)" }, volume.map { "volume \($0)" }].compactMap { $0 }
            error.message += "; left behind: \(left.joined(separator: ", ")) (\(second.message))"
        }
        return error
    }
}
