import Hosts
import JSON
import Providers
import TestServers

/// Rules about lists: their pages, their cost, and that looking changes nothing.
extension WireRule {
    static let allPages = WireRule(
        "all pages", "A list of several pages is read to its end, each page once.", gap: { $0.smallPages.gap }
    ) { target, find in
        let options = try target.facts.smallPages.value()
        // A last page that is full, and one that is not.
        for count in [5, 11] {
            let bench = try await target.make(Wiring(options: options), hosts: count)
            try await bench.world.clearLog()
            let listing = try await bench.provider.listHosts(fleet: "lab")
            let names = (0..<count).map { target.create("h-\($0)").mark.cloudName }
            await find.expect(
                listing.hosts.map(\.runtime.cloudName) == names.sorted(),
                "\(count) hosts, sorted, not \(listing.counts)")
            let disks = target.names.dataDisk == nil ? 0 : count
            await find.expect(listing.disks.count == disks, "\(disks) disks, not \(listing.counts)")
            // A host has at most two disks; a list may end with an empty page.
            let pages = target.facts.lists.count * ((2 * count + 4) / 5 + 1)
            let cost = try await bench.world.log().count
            await find.expect(cost <= pages, "\(count) hosts take at most \(pages) requests, not \(cost)")
        }
    }

    static let emptyPages = WireRule(
        "empty pages", "A page without items that names a next one is no end of the list.", gap: { $0.emptyPage.gap }
    ) { target, find in
        let bench = try await target.make(Wiring(options: try target.facts.emptyPage.value()), hosts: 3)
        let listing = try await bench.provider.listHosts(fleet: "lab")
        let disks = target.names.dataDisk == nil ? 0 : 3
        await find.expect(
            listing.hosts.count == 3 && listing.disks.count == disks, "3 hosts are listed, not \(listing.counts)")
    }

    static let brokenPages = WireRule(
        "broken pages", "A list of which a page cannot be had is an error, not a shorter list.",
        gap: { $0.smallPages.gap }
    ) { target, find in
        let options = try target.facts.smallPages.value()
        let bench = try await target.make(Wiring(options: options), hosts: 11)
        for list in target.facts.lists {
            try await bench.world.fail(list.fault(.status, times: 1000, after: 1, status: 503))
            await find.expect(["transient"], "\(list.path), second page") { () async throws(ProviderError) in
                _ = try await bench.provider.listHosts(fleet: "lab")
            }
            try await bench.world.clearFaults()
        }
    }

    static let answersThatAreNone = WireRule(
        "answers that are none", "An answer that cannot be read is an error, not an empty list."
    ) { target, find in
        let bench = try await target.make(Wiring(), hosts: 1)
        for list in target.facts.lists {
            for body in ["<html>welcome</html>", "[]", "null", "\"\"", "{", ""] {
                try await bench.world.fail(list.fault(.status, status: 200, body: .string(body)))
                await find.expect(["transient"], "\(list.path) `\(body)`") { () async throws(ProviderError) in
                    _ = try await bench.provider.listHosts(fleet: "lab")
                }
                try await bench.world.clearFaults()
            }
        }
    }

    static let planningReadsOnly = WireRule(
        "planning only reads",
        "What a plan and the doctor need is read by calls that change nothing, by the server's log."
    ) { target, find in
        let bench = try await target.make(Wiring(), hosts: 3)
        let request = target.create("h-1")
        let runtime = try await bench.provider.createHost(request, userData: nil)
        try await bench.world.clearLog()
        let before = try await bench.world.digest()
        _ = try await bench.provider.listHosts(fleet: "lab")
        _ = try await bench.provider.getHost(runtime)
        _ = try await bench.provider.findHosts(mark: request.mark)
        _ = try await bench.provider.fetchCatalog()
        _ = await bench.provider.checkAccess()
        let writes = try await bench.world.writes().map { "\($0.method) \($0.path)" }
        await find.expect(writes.isEmpty, "mutating calls: \(writes)")
        let changes = try await bench.world.log().filter(\.changed).map { "\($0.method) \($0.path)" }
        await find.expect(changes.isEmpty, "calls that changed something: \(changes)")
        await find.expect(try await bench.world.digest() == before, "the cloud is as it was")
    }

    static let requestBudget = WireRule(
        "request budget", "What a plan reads costs the pages of its lists and a constant, however many hosts there are."
    ) { target, find in
        var costs: [Int] = []
        for hosts in [1, 20] {
            let bench = try await target.make(Wiring(), hosts: hosts)
            try await bench.world.clearLog()
            _ = try await bench.provider.listHosts(fleet: "lab")
            let cost = try await bench.world.log().count
            let least = target.facts.lists.count
            await find.expect(cost == least, "a list of \(hosts) on one page costs \(least) requests, not \(cost)")
            _ = try await bench.provider.fetchCatalog()
            costs.append(try await bench.world.log().count)
        }
        await find.expect(Set(costs).count == 1, "1 and 20 hosts cost the same, not \(costs)")
    }
}
