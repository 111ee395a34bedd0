import Hosts
import JSON
import Networking
import Providers
import TestServers
import Testing

/// An adapter that speaks HTTP, in front of a world of its cloud's test server.
struct WireTarget: Sendable, CustomTestStringConvertible {
    /// A fresh world with a provider on it.
    struct Bench: Sendable {
        var provider: any HostProvider
        var world: TestWorld
        var meter: RequestMeter
        var clock: InstantClock
    }

    var name: String
    /// Globs over the paths of the call that makes a VM and of the one that lists them.
    var createPath: String
    var listPath: String
    /// Requests that a list of one page may take, tokens left out.
    var listCost: Int
    var request: @Sendable (String) -> CreateRequest
    var make: @Sendable (RetryPolicy) async throws -> Bench

    var testDescription: String { name }
}

/// Rules about what happens on the way to a cloud. A violation is a test's issue.
struct WireRule: Sendable, CustomTestStringConvertible {
    var name: String
    var check: @Sendable (WireTarget) async throws -> Void

    var testDescription: String { name }

    static let all = [
        passingFaultsOfReads, writesAreSentOnce, lostCreates, planningReadsOnly, secretsInAnswers, answersThatAreNone,
    ]

    static let passingFaultsOfReads = WireRule(name: "a read survives what passes") { target in
        let faults: [(String, TestServers.ScriptedFault, Duration)] = [
            (
                "429 with Retry-After",
                .init(.status, path: target.listPath, status: 429, headers: ["Retry-After": "9"]), .seconds(9)
            ),
            ("429 without", .init(.status, path: target.listPath, times: 2, status: 429), .zero),
            ("5xx", .init(.status, path: target.listPath, times: 2, status: 503), .zero),
            ("dropped before", .init(.dropBefore, path: target.listPath), .zero),
            ("dropped after", .init(.dropAfter, path: target.listPath), .zero),
            ("half an answer", .init(.truncate, path: target.listPath), .zero),
        ]
        for (name, fault, wait) in faults {
            let bench = try await target.make(RetryPolicy())
            _ = try await bench.provider.createHost(target.request("hub"), userData: nil)
            let before = bench.clock.elapsed
            try await bench.world.fail(fault)
            let hosts = try await bench.provider.listHosts(fleet: "lab").hosts
            #expect(hosts.count == 1, "\(name)")
            #expect(bench.clock.elapsed - before >= wait, "\(name)")
        }
    }

    static let writesAreSentOnce = WireRule(name: "a write whose outcome is unknown is sent once") { target in
        for fault in [
            TestServers.ScriptedFault(.status, method: .post, path: target.createPath, status: 503),
            .init(.dropAfter, method: .post, path: target.createPath),
        ] {
            let bench = try await target.make(RetryPolicy())
            try await bench.world.fail(fault)
            await #expect(throws: ProviderError.self) {
                _ = try await bench.provider.createHost(target.request("hub"), userData: nil)
            }
            let sent = try await bench.world.writes().count { $0.fault != nil || $0.status == 200 && $0.changed }
            #expect(sent == 1)
        }
    }

    static let lostCreates = WireRule(name: "a create that is lost on the way makes one VM when it is repeated") {
        target in
        for kind in [TestServers.ScriptedFault.Kind.dropBefore, .dropAfter, .truncate] {
            let bench = try await target.make(.never)
            let request = target.request("hub")
            try await bench.world.fail(.init(kind, method: .post, path: target.createPath))
            var lost: ProviderError?
            do throws(ProviderError) { _ = try await bench.provider.createHost(request, userData: nil) } catch {
                lost = error
            }
            #expect(lost?.leavesOutcomeUnknown == true, "\(kind)")
            // As the applier does: where the cloud takes no token it is asked first.
            let known = try await bench.provider.findHosts(mark: request.mark)
            if known.isEmpty || bench.provider.capabilities.idempotencyToken {
                _ = try await bench.provider.createHost(request, userData: nil)
            }
            #expect(try await bench.provider.listHosts(fleet: "lab").hosts.count == 1, "\(kind)")
            #expect(try await bench.world.refusals() == [])
        }
    }

    static let planningReadsOnly = WireRule(name: "what a plan needs is read, in pages and a constant") { target in
        let bench = try await target.make(.never)
        var last: HostRuntime?
        for index in 0..<20 {
            last = try await bench.provider.createHost(target.request("h-\(index)"), userData: nil)
        }
        let runtime = try #require(last)
        try await bench.world.clearLog()
        _ = try await bench.provider.listHosts(fleet: "lab")
        #expect(try await bench.world.log().count <= target.listCost)
        _ = try await bench.provider.getHost(runtime)
        _ = try await bench.provider.findHosts(mark: target.request("h-1").mark)
        _ = try await bench.provider.fetchCatalog()
        _ = await bench.provider.checkAccess()
        #expect(try await bench.world.writes().isEmpty)
        #expect(try await bench.world.log().allSatisfy { !$0.changed })
    }

    static let secretsInAnswers = WireRule(name: "a secret that the cloud repeats is in no error") { target in
        let bench = try await target.make(.never)
        let script = "#!/bin/sh\nexport KEY=canary-93f1\n"
        var request = target.request("hub")
        request.configuration.userData = TextDigest(of: script)
        let body = JSONValue.object([
            "error": .object(["code": .int(400), "message": .string("bad value: \(script)"), "errors": .array([])]),
            "message": .string("bad value: \(script)"),
        ])
        try await bench.world.fail(.init(.status, method: .post, path: target.createPath, status: 400, body: body))
        var refusal: ProviderError?
        do throws(ProviderError) { _ = try await bench.provider.createHost(request, userData: script) } catch {
            refusal = error
        }
        #expect(refusal?.kind == .invalid)
        #expect(refusal.map { !"\($0)".contains("canary") } == true, "\(refusal?.description ?? "")")
    }

    static let answersThatAreNone = WireRule(name: "an answer that cannot be read is no empty list") { target in
        for body in ["<html>welcome</html>", "[]", "null", "{"] {
            let bench = try await target.make(.never)
            _ = try await bench.provider.createHost(target.request("hub"), userData: nil)
            try await bench.world.fail(.init(.status, path: target.listPath, status: 200, body: .string(body)))
            await #expect(throws: ProviderError.self, "\(body)") { try await bench.provider.listHosts(fleet: "lab") }
        }
    }
}
