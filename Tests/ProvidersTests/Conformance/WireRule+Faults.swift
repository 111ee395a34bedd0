import Hosts
import JSON
import Providers
import TestServers

/// Rules about faults, and about writes whose answers are lost.
extension WireRule {
    static let passingFaultsOfReads = WireRule(
        "passing faults of reads",
        "A read is sent again after a 429 (once the wait it names is over), a 5xx, a lost connection and half an answer."
    ) { target, find in
        for list in target.facts.lists {
            let faults: [(String, TestServers.ScriptedFault, Duration)] = [
                (
                    "429 with Retry-After", list.fault(.status, status: 429, headers: ["Retry-After": "9"]),
                    .seconds(9)
                ),
                ("429 without", list.fault(.status, times: 2, status: 429), .zero),
                ("5xx", list.fault(.status, times: 2, status: 503), .zero),
                ("dropped before", list.fault(.dropBefore), .zero),
                ("dropped after", list.fault(.dropAfter), .zero),
                ("half an answer", list.fault(.truncate), .zero),
            ]
            for (name, fault, wait) in faults {
                let bench = try await target.make(Wiring(policy: RetryPolicy()), hosts: 1)
                let before = bench.clock.elapsed
                try await bench.world.fail(fault)
                let claim = "\(list.path), \(name)"
                do throws(ProviderError) {
                    let hosts = try await bench.provider.listHosts(fleet: "lab").hosts
                    await find.expect(hosts.count == 1, "\(claim): \(hosts.count) hosts instead of 1")
                } catch {
                    await find.note("\(claim): given up with \(error)")
                }
                await find.expect(bench.clock.elapsed - before >= wait, "\(claim): waits as told")
            }
        }
    }

    static let writesAreSentOnce = WireRule(
        "writes are sent once", "A create whose outcome is unknown is not sent again by the adapter."
    ) { target, find in
        let call = target.facts.create
        for fault in [call.fault(.status, times: 2, status: 503), call.fault(.dropAfter, times: 2)] {
            let bench = try await target.make(Wiring(policy: RetryPolicy()))
            try await bench.world.fail(fault)
            let lost = await failure { () throws(ProviderError) in
                _ = try await bench.provider.createHost(target.create("hub"), userData: nil)
            }
            await find.expect(lost?.leavesOutcomeUnknown == true, "the outcome is unknown, not \(told(lost))")
            let sent = try await bench.world.log().count(where: call.takes)
            await find.expect(sent == 1, "sent \(sent) times")
        }
    }

    static let lostCreates = WireRule(
        "lost creates",
        "A create that is lost on the way, before the work or after it, makes one VM when it is repeated."
    ) { target, find in
        for kind in [TestServers.ScriptedFault.Kind.dropBefore, .dropAfter, .truncate] {
            let bench = try await target.make(Wiring())
            let request = target.create("hub")
            try await bench.world.fail(target.facts.create.fault(kind))
            let lost = await failure { () throws(ProviderError) in
                _ = try await bench.provider.createHost(request, userData: nil)
            }
            await find.expect(lost?.leavesOutcomeUnknown == true, "\(kind): the outcome is unknown, not \(told(lost))")
            let known = try await bench.provider.findHosts(mark: request.mark)
            let made = try await bench.provider.createHost(request, userData: nil)
            await find.expect(
                known.allSatisfy { $0.runtime.instanceID == made.instanceID }, "\(kind): the VM it made is given")
            await one(target, bench, find, "\(kind)")
        }
    }

    static let lostDeletes = WireRule(
        "lost deletes",
        "A delete that is lost on the way is not taken for done, and leaves nothing when it is repeated."
    ) { target, find in
        let call = target.facts.delete
        for (name, fault) in [
            ("dropped before", call.fault(.dropBefore)), ("dropped after", call.fault(.dropAfter)),
            ("half an answer", call.fault(.truncate)), ("5xx", call.fault(.status, status: 503)),
        ] {
            let bench = try await target.make(Wiring())
            let runtime = try await bench.provider.createHost(target.create("hub"), userData: nil)
            try await bench.world.fail(fault)
            let lost = await failure { () throws(ProviderError) in
                try await bench.provider.deleteHost(runtime, keepData: false)
            }
            if let lost {
                await find.expect(lost.leavesOutcomeUnknown, "\(name): the outcome is unknown, not \(lost)")
            } else {
                await find.expect(try await bench.provider.getHost(runtime) == nil, "\(name): what is done is gone")
            }
            try await bench.provider.deleteHost(runtime, keepData: false)
            let left = try await bench.provider.listHosts(fleet: "lab")
            await find.expect(left.hosts.isEmpty && left.disks.isEmpty, "\(name): left are \(left.counts)")
        }
    }

    static let limitedWrites = WireRule(
        "limited writes",
        "A create that is refused for its rate says how long to wait, if nothing was made before, and the account waits."
    ) { target, find in
        let rehearsal = try await target.make(Wiring())
        _ = try await rehearsal.provider.createHost(target.create("hub"), userData: nil)
        let log = try await rehearsal.world.log()
        guard let first = log.firstIndex(where: \.mutates),
            let create = log.firstIndex(where: target.facts.create.takes)
        else { return await find.note("no create call was seen") }
        for (call, wait) in [(first, 7), (create, 7), (first, nil)] {
            let bench = try await target.make(Wiring())
            let headers = wait.map { ["Retry-After": "\($0)"] } ?? [:]
            try await bench.world.fail(.init(.status, path: "*", after: call, status: 429, headers: headers))
            let refused = await failure { () throws(ProviderError) in
                _ = try await bench.provider.createHost(target.create("hub"), userData: nil)
            }
            // Once a part was made, as a disk, the refusal of the rest is no refusal of the whole.
            let isTold = refused?.kind == .rateLimited(retryAfter: wait.map { .seconds($0) })
            let isHalf = call != first && refused?.leavesOutcomeUnknown == true
            await find.expect(isTold || isHalf, "the rate and the wait are told, not \(told(refused))")
            let before = bench.clock.elapsed
            let left = try await bench.provider.listHosts(fleet: "lab")
            await find.expect(left.hosts.isEmpty, "no VM is made, not \(left.counts)")
            let waited = bench.clock.elapsed - before
            await find.expect(waited >= .seconds(wait ?? 0), "the next call comes after \(wait ?? 0)s, not \(waited)")
            _ = try await bench.provider.createHost(target.create("hub"), userData: nil)
            await one(target, bench, find, "repeated")
        }
    }

    static let lateStockOuts = WireRule(
        "late stock-outs", "A create that is accepted and then fails for want of machines is a capacity error.",
        gap: { $0.lateStockOut.gap }
    ) { target, find in
        try await late(target, find, target.facts.lateStockOut, "capacity")
    }

    static let lateQuotas = WireRule(
        "late quotas", "A create that is accepted and then fails for want of quota is a quota error.",
        gap: { $0.lateQuota.gap }
    ) { target, find in
        try await late(target, find, target.facts.lateQuota, "quota")
    }

    private static func late(
        _ target: WireTarget, _ find: Finder, _ poke: Facet<[String: JSONValue]>, _ name: String
    ) async throws {
        let bench = try await target.make(Wiring())
        try await bench.world.poke(try poke.value())
        await find.expect([name], "create") { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(target.create("hub"), userData: nil)
        }
        let left = try await bench.provider.listHosts(fleet: "lab").hosts
        await find.expect(left.allSatisfy { $0.status == .error }, "what is left is in error")
    }

    /// Notes it if there is not one host with its disk.
    private static func one(
        _ target: WireTarget, _ bench: WireTarget.Bench, _ find: Finder, _ when: String
    ) async {
        do throws(ProviderError) {
            let listing = try await bench.provider.listHosts(fleet: "lab")
            let disks = target.names.dataDisk == nil ? 0 : 1
            await find.expect(
                listing.hosts.count == 1 && listing.disks.count == disks, "\(when): there are \(listing.counts)")
            await find.expect(listing.hosts.first?.status == .running, "\(when): the host runs")
        } catch {
            await find.note("\(when): \(error)")
        }
    }

    /// What came of a call, for a message.
    static func told(_ error: ProviderError?) -> String { error.map { "\($0.kindName) (\($0))" } ?? "a success" }
}
