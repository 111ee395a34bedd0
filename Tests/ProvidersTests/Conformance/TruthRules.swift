import Hosts
import Providers

/// Rules about telling the truth: tokens, errors, lists.
enum TruthRules {
    static let all = [
        tokenReplay, tokenMismatch, tokenOfDeleted, answerLost, failedBefore, acceptedThenFailed, errorClasses,
        errorIsNotAbsence, unknownID, readsChangeNothing, pages, requestCount, listLag, findByMark,
    ]

    static let tokenReplay = ConformanceRule("the same token and request give the same VM") { target, find in
        let bench = try await target.make([])
        let first = try await bench.provider.createHost(target.create("hub"), userData: nil)
        let second = try await bench.provider.createHost(target.create("hub"), userData: nil)
        await find.expect(first == second, "the same VM is answered")
        let hosts = try await bench.provider.listHosts(fleet: "lab").hosts
        await find.expect(hosts.count == 1, "there is one VM, not \(hosts.count)")
    }

    static let tokenMismatch = ConformanceRule("the same token with another request is refused") { target, find in
        let bench = try await target.make([])
        _ = try await bench.provider.createHost(target.create("hub"), userData: nil)
        var other = target.create("hub")
        other.configuration.machineType = target.machineTypes.1
        await find.expect(["conflict"], "another request") { [other] () async throws(ProviderError) in
            _ = try await bench.provider.createHost(other, userData: nil)
        }
    }

    static let tokenOfDeleted = ConformanceRule("the token of a deleted VM makes no second one") { target, find in
        let bench = try await target.make([])
        // Without tokens a cloud cannot know that there was such a request.
        guard bench.provider.capabilities.idempotencyToken else { return }
        let runtime = try await bench.provider.createHost(target.create("hub"), userData: nil)
        try await bench.provider.deleteHost(runtime, keepData: false)
        await find.expect(["conflict"], "replay") { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(target.create("hub"), userData: nil)
        }
        await find.expect(try await bench.provider.listHosts(fleet: "lab").hosts.isEmpty, "nothing was made")
    }

    static let answerLost = ConformanceRule("a lost answer is transient, and the work is found again") { target, find in
        let bench = try await target.make([ScriptedFault(verb: "create", kind: .answerLost)])
        let request = target.create("hub")
        await find.expect(["transient"], "create") { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(request, userData: nil)
        }
        let found = try await bench.provider.findHosts(mark: request.mark)
        await find.expect(found.count == 1, "the mark finds it")
        let replayed = try await bench.provider.createHost(request, userData: nil)
        await find.expect(found.first?.runtime.instanceID == replayed.instanceID, "the token gives it")
    }

    static let failedBefore = ConformanceRule("a fault before the work leaves nothing") { target, find in
        let bench = try await target.make([ScriptedFault(verb: "create", kind: .transient)])
        let before = try await bench.digest()
        await find.expect(["transient"], "create") { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(target.create("hub"), userData: nil)
        }
        await find.expect(try await bench.digest() == before, "nothing was made")
        _ = try await bench.provider.createHost(target.create("hub"), userData: nil)
        await find.expect(try await bench.provider.listHosts(fleet: "lab").hosts.count == 1, "a retry makes one")
    }

    static let acceptedThenFailed = ConformanceRule("a create that fails late throws, and its VM is no secret") {
        target, find in
        let bench = try await target.make([ScriptedFault(verb: "create", kind: .acceptedThenFailed)])
        let request = target.create("hub")
        for time in ["at first", "again"] {
            await find.expect(["operation_failed", "capacity", "quota"], time) { () async throws(ProviderError) in
                _ = try await bench.provider.createHost(request, userData: nil)
            }
        }
        let left = try await bench.provider.findHosts(mark: request.mark)
        await find.expect(left.allSatisfy { $0.status == .error }, "what is left is in error")
        for host in left { try await bench.provider.deleteHost(host.runtime, keepData: false) }
        let listing = try await bench.provider.listHosts(fleet: "lab")
        await find.expect(listing.hosts.isEmpty && listing.disks.isEmpty, "it can be removed")
    }

    static let errorClasses = ConformanceRule("each failure has its class") { target, find in
        let table: [(ScriptedFault.Kind, String)] = [
            (.stockOut, "capacity"), (.quota, "quota"), (.rateLimit, "rate_limited"), (.auth, "auth"),
            (.transient, "transient"),
        ]
        for (kind, name) in table {
            let bench = try await target.make([ScriptedFault(verb: "create", kind: kind)])
            await find.expect([name], kind.rawValue) { () async throws(ProviderError) in
                _ = try await bench.provider.createHost(target.create("hub"), userData: nil)
            }
        }
        let bench = try await target.make([ScriptedFault(verb: "list", kind: .rateLimit, retryAfter: 7)])
        try await bench.arm()
        do throws(ProviderError) {
            _ = try await bench.provider.listHosts(fleet: "lab")
            await find.note("a limited list did not fail")
        } catch {
            await find.expect(error.kind == .rateLimited(retryAfter: .seconds(7)), "Retry-After is passed on")
        }
        for (claim, edit) in Self.badRequests {
            var request = target.create("bad")
            edit(&request.configuration)
            let clean = try await target.make([])
            await find.expect(["invalid"], claim) { [request] () async throws(ProviderError) in
                _ = try await clean.provider.createHost(request, userData: nil)
            }
        }
    }

    private static let badRequests: [(String, @Sendable (inout HostConfiguration) -> Void)] = [
        ("unknown machine type", { $0.machineType = "no-such-type" }),
        ("unknown zone", { $0.zone = "no-such-zone" }),
        ("unknown image", { $0.image = "no-such-image" }),
        ("a disk of no size", { $0.dataDisk = DataDisk(sizeGB: 0, type: .balanced) }),
        ("script missing", { $0.userData = TextDigest(of: "#!/bin/sh") }),
    ]

    static let errorIsNotAbsence = ConformanceRule("a look that fails is an error, not an absence") { target, find in
        let faults = ["get", "list"].map { ScriptedFault(verb: $0, kind: .auth) }
        let bench = try await target.make(faults)
        let runtime = try await bench.provider.createHost(target.create("hub"), userData: nil)
        try await bench.arm()
        await find.expect(["auth"], "get") { () async throws(ProviderError) in
            _ = try await bench.provider.getHost(runtime)
        }
        await find.expect(["auth"], "list") { () async throws(ProviderError) in
            _ = try await bench.provider.listHosts(fleet: "lab")
        }
    }

    static let unknownID = ConformanceRule("an id nobody has is an absence, not an error") { target, find in
        let bench = try await target.make([])
        for id in ["vm-999999", "", "vm-", "vm--1", "vm-99999999999999999999", "no such id \u{1F6A2}"] {
            let seen = try await bench.provider.getHost(HostRuntime(instanceID: id, cloudName: "x"))
            await find.expect(seen == nil, "`\(id)` is absent")
        }
    }

    static let readsChangeNothing = ConformanceRule("the read half changes nothing") { target, find in
        let bench = try await target.make([])
        let runtime = try await bench.provider.createHost(target.create("hub"), userData: nil)
        if bench.provider.capabilities.stop { try await bench.provider.stopHost(runtime) }
        let before = try await bench.digest()
        let writes = bench.meter.writes
        _ = try await bench.provider.listHosts(fleet: "lab")
        _ = try await bench.provider.getHost(runtime)
        _ = try await bench.provider.findHosts(mark: Sample.mark("hub"))
        _ = try await bench.provider.fetchCatalog()
        let access = await bench.provider.checkAccess()
        await find.expect(!access.isEmpty, "something is known of the account's rights")
        for check in access {
            if case .allowed = check.outcome { continue }
            await find.note("good credentials: \(check)")
        }
        await find.expect(try await bench.digest() == before, "the cloud is as it was")
        await find.expect(bench.meter.writes == writes, "no mutating request was made")
    }

    static let pages = ConformanceRule("a list of more than a page is whole and sorted") { target, find in
        let bench = try await target.make([])
        let names = (0..<target.manyHosts).map { "host-\($0)" }
        for name in names { _ = try await bench.provider.createHost(target.create(name), userData: nil) }
        let listing = try await bench.provider.listHosts(fleet: "lab")
        let seen = listing.hosts.map(\.runtime.cloudName)
        await find.expect(Set(seen) == Set(names.map { Sample.mark($0).cloudName }), "every host is there")
        let disks = target.dataDisk == nil ? 0 : target.manyHosts
        await find.expect(seen.count == target.manyHosts && listing.disks.count == disks, "each once")
        await find.expect(
            seen == seen.sorted() && listing.disks.map(\.id) == listing.disks.map(\.id).sorted(), "sorted")
    }

    static let requestCount = ConformanceRule("a list costs its pages and a constant") { target, find in
        let bench = try await target.make([])
        for index in 0..<20 { _ = try await bench.provider.createHost(target.create("h-\(index)"), userData: nil) }
        let before = bench.meter.reads
        _ = try await bench.provider.listHosts(fleet: "lab")
        let cost = bench.meter.reads - before
        await find.expect(target.listCost.contains(cost), "20 hosts cost \(target.listCost) requests, not \(cost)")
    }

    static let listLag = ConformanceRule("a VM that lists do not show yet can be got") { target, find in
        let bench = try await target.make([ScriptedFault(verb: "create", kind: .listLag)])
        let runtime = try await bench.provider.createHost(target.create("hub"), userData: nil)
        await find.expect(try await bench.provider.getHost(runtime) != nil, "get shows it")
        if target.lagOutlivesCreate {
            await find.expect(try await bench.provider.listHosts(fleet: "lab").hosts.isEmpty, "the list lags")
        }
        await find.expect(try await bench.provider.listHosts(fleet: "lab").hosts.count == 1, "and catches up")
    }

    static let findByMark = ConformanceRule("a mark finds its own VMs only") { target, find in
        let bench = try await target.make([])
        let ours = try await bench.provider.createHost(target.create("hub"), userData: nil)
        // Another name, because some clouds have each name once.
        var theirs = target.create("theirs", lineage: "ffffffff-0000-1111-2222-333333333333")
        theirs.mark.uid = Sample.mark("hub").uid
        _ = try await bench.provider.createHost(theirs, userData: nil)
        _ = try await bench.provider.createHost(target.create("other"), userData: nil)
        let found = try await bench.provider.findHosts(mark: Sample.mark("hub"))
        await find.expect(found.map(\.runtime) == [ours], "one VM is found, ours")
        let all = try await bench.provider.listHosts(fleet: "lab").hosts
        await find.expect(all.count == 3, "a VM of another state is listed, not hidden")
    }
}
