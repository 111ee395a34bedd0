import Files
import Foundation
import Hosts
import JSON
import Providers
import TestServers

/// Rules about credentials: that they end midway, and that they and start-up scripts are shown nowhere.
extension WireRule {
    static let expiredInReads = WireRule(
        "credentials that end in a list",
        "A list whose credentials end midway is whole with new ones, or an auth error; never shorter."
    ) { target, find in
        let pages = try? target.facts.smallPages.value()
        for list in target.facts.lists {
            let bench = try await target.make(Wiring(options: pages ?? [:]), hosts: 6)
            let passed = pages == nil ? 0 : 1
            try await bench.world.fail(list.fault(.status, after: passed, status: 401))
            var count: Int?
            let once = await failure { () throws(ProviderError) in
                count = try await bench.provider.listHosts(fleet: "lab").hosts.count
            }
            if target.facts.renews {
                await find.expect(count == 6, "\(list.path): the list is whole, not \(told(once))")
            } else {
                await find.expect(once?.kind == .auth, "\(list.path): an auth error, not \(told(once))")
            }
            try await bench.world.clearFaults()
            try await bench.world.fail(list.fault(.status, times: 1000, after: passed, status: 401))
            await find.expect(["auth"], "\(list.path), for good") { () async throws(ProviderError) in
                _ = try await bench.provider.listHosts(fleet: "lab")
            }
        }
    }

    static let expiredInCreates = WireRule(
        "credentials that end in a create",
        "A create that was accepted before its credentials ended has an unknown outcome, and makes one VM when repeated."
    ) { target, find in
        let request = target.create("hub")
        let rehearsal = try await target.make(Wiring())
        _ = try await rehearsal.provider.createHost(request, userData: nil)
        let call = try await rehearsal.world.log().firstIndex(where: target.facts.create.takes)
        guard let call else { return await find.note("no create call was seen") }
        let bench = try await target.make(Wiring())
        try await bench.world.fail(.init(.status, path: "*", times: 1000, after: call + 1, status: 401))
        let lost = await failure { () throws(ProviderError) in
            _ = try await bench.provider.createHost(request, userData: nil)
        }
        await find.expect(lost?.leavesOutcomeUnknown == true, "the outcome is unknown, not \(told(lost))")
        try await bench.world.clearFaults()
        let made = try await bench.provider.createHost(request, userData: nil)
        await find.expect(try await bench.provider.getHost(made)?.status == .running, "it runs when repeated")
        let listing = try await bench.provider.listHosts(fleet: "lab")
        let disks = target.names.dataDisk == nil ? 0 : 1
        await find.expect(listing.hosts.count == 1 && listing.disks.count == disks, "there are \(listing.counts)")
    }

    private static let script = "#!/bin/sh\nexport KEY=canary-93f1\n"

    /// An error body that every cloud reads, with a text of ours.
    private static func saying(_ text: String) -> JSONValue {
        .object([
            "error": .object(["code": .int(400), "message": .string(text), "errors": .array([])]),
            "message": .string(text),
        ])
    }

    static let secretsInAnswers = WireRule(
        "secrets in answers", "A start-up script or credential that the cloud repeats in its answer is in no error."
    ) { target, find in
        let bench = try await target.make(Wiring())
        var request = target.create("hub")
        request.configuration.userData = TextDigest(of: script)
        let secrets = [script, target.facts.credential]
        for secret in secrets {
            try await bench.world.fail(
                target.facts.create.fault(.status, status: 400, body: saying("bad value: \(secret)")))
            let refusal = await failure { () throws(ProviderError) in
                _ = try await bench.provider.createHost(request, userData: script)
            }
            await find.expect(refusal?.kind == .invalid, "the refusal is invalid, not \(told(refusal))")
            await find.expect(refusal?.message.contains("bad value") == true, "the rest of the text is kept")
            await find.expect(!holdsSecret(told(refusal), target), "the error holds a secret: \(told(refusal))")
        }
    }

    static let canaries = WireRule(
        "canaries", "Credentials and start-up scripts are in nothing that is kept, traced or told over a host's life."
    ) { target, find in
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/trace.jsonl"
        let heard = Notebook<String>()
        var wiring = Wiring(policy: RetryPolicy())
        wiring.trace = try FileTrace(path: path, now: { "now" })
        wiring.notice = { heard.note("\($0)") }
        let bench = try await target.make(wiring)
        var request = target.create("hub")
        request.configuration.userData = TextDigest(of: script)
        for list in target.facts.lists { try await bench.world.fail(list.fault(.status, status: 503)) }
        let runtime = try await bench.provider.createHost(request, userData: script)
        heard.note("\(request) \(runtime)")
        heard.note("\(try await bench.provider.listHosts(fleet: "lab"))")
        heard.note("\(String(describing: try await bench.provider.getHost(runtime)))")
        heard.note("\(try await bench.provider.fetchCatalog()) \(await bench.provider.checkAccess())")
        for list in target.facts.lists {
            let body = saying("no: \(target.facts.credential)")
            try await bench.world.fail(list.fault(.status, status: 400, body: body))
            heard.note(
                told(
                    await failure { () throws(ProviderError) in
                        _ = try await bench.provider.listHosts(fleet: "lab")
                    }))
        }
        try await bench.provider.deleteHost(runtime, keepData: false)
        let trace = String(decoding: try FileSystem.read(path), as: UTF8.self).split(separator: "\n")
        let requests = try await bench.world.log().count
        await find.expect(trace.count == requests, "\(requests) requests are traced, not \(trace.count)")
        for text in trace.map(String.init) + heard.notes where holdsSecret(text, target) {
            await find.note("a secret is in: \(text)")
        }
    }

    private static func holdsSecret(_ text: String, _ target: WireTarget) -> Bool {
        // The script may be told as text, encoded, or in part.
        ["canary-93f1", Data(script.utf8).base64EncodedString(), target.facts.credential].contains { text.contains($0) }
    }
}
