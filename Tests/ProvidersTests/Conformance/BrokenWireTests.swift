import Hosts
import Providers
import Testing

/// Proof that the rules of the wire bite: for each an adapter or a way that breaks it, found out on every cloud that the
/// rule has a meaning for.
@Suite struct BrokenWireTests {
    struct Broken: Sendable, CustomTestStringConvertible {
        var rule: WireRule
        var how: String
        var wiring: @Sendable (inout Wiring) -> Void = { _ in }
        var adapter: (@Sendable (inout Tampered) -> Void)?
        var testDescription: String { "\(rule.name): \(how)" }
    }

    @Test(arguments: WireTarget.all, all)
    func isFoundOut(target: WireTarget, broken: Broken) async {
        switch await broken.rule.verdict(on: target.broken(wiring: broken.wiring, adapter: broken.adapter)) {
        case .broken, .meaningless: break
        case .kept: Issue.record("\(target.names.name): nobody noticed an adapter that \(broken.how)")
        }
    }

    @Test func everyRuleHasOne() {
        let broken = Set(Self.all.map(\.rule.name))
        #expect(WireRule.all.map(\.name).filter { !broken.contains($0) } == [])
        for rule in WireRule.all {
            #expect(WireTarget.all.contains { rule.gap($0.facts) == nil }, "\(rule.name) has a meaning somewhere")
        }
    }

    static let all = faults + lists + secrets

    private static let faults: [Broken] = [
        Broken(rule: .passingFaultsOfReads, how: "gives up at the first fault", wiring: { $0.policy = .never }),
        Broken(rule: .passingFaultsOfReads, how: "does not see how long to wait", wiring: { hideWaits(&$0) }),
        Broken(
            rule: .writesAreSentOnce, how: "sends everything twice",
            wiring: {
                $0.tamper { (honest, request) async throws(HTTPFault) in
                    do throws(HTTPFault) {
                        let answer = try await honest.send(request)
                        if answer.status < 500 { return answer }
                    } catch {
                        return try await honest.send(request)
                    }
                    return try await honest.send(request)
                }
            }),
        Broken(
            rule: .lostCreates, how: "makes a new uid and token for each call",
            adapter: {
                $0.create = { (honest, request, script) async throws(ProviderError) in
                    var request = request
                    request.mark.uid = "u\(UInt32.random(in: 0 ... .max))"
                    request.token += "-\(request.mark.uid)"
                    return try await honest.createHost(request, userData: script)
                }
            }),
        Broken(
            rule: .lostDeletes, how: "takes a lost delete for done",
            adapter: {
                $0.delete = { (honest, runtime, keep) async throws(ProviderError) in
                    do throws(ProviderError) { try await honest.deleteHost(runtime, keepData: keep) } catch {
                        if error.kind != .transient { throw error }
                    }
                }
            }),
        Broken(rule: .limitedWrites, how: "does not see how long to wait", wiring: { hideWaits(&$0) }),
        Broken(
            rule: .lateStockOuts, how: "does not wait for the outcome",
            adapter: {
                $0.create = { (honest, request, script) async throws(ProviderError) in
                    try await ignoring(.capacity, request) { () throws(ProviderError) in
                        try await honest.createHost(request, userData: script)
                    }
                }
            }),
        Broken(
            rule: .lateQuotas, how: "calls want of quota want of machines",
            adapter: {
                $0.create = { (honest, request, script) async throws(ProviderError) in
                    try await renaming([.quota: .capacity]) { () throws(ProviderError) in
                        try await honest.createHost(request, userData: script)
                    }
                }
            }),
    ]

    private static let lists: [Broken] = [
        Broken(
            rule: .allPages, how: "reads the first page only",
            adapter: {
                $0.list = { (honest, fleet) async throws(ProviderError) in
                    var listing = try await honest.listHosts(fleet: fleet)
                    listing.hosts = Array(listing.hosts.prefix(5))
                    return listing
                }
            }),
        Broken(
            rule: .allPages, how: "reads everything three times",
            wiring: {
                $0.tamper { (honest, request) async throws(HTTPFault) in
                    if request.method == .get {
                        for _ in 1...2 { _ = try await honest.send(request) }
                    }
                    return try await honest.send(request)
                }
            }),
        Broken(
            rule: .emptyPages, how: "does not see that there is a next page",
            wiring: {
                $0.tamper { (honest, request) async throws(HTTPFault) in
                    var answer = try await honest.send(request)
                    let text = String(decoding: answer.body, as: UTF8.self)
                    answer.body = Array(text.replacing("nextPageToken", with: "other").utf8)
                    return answer
                }
            }),
        Broken(rule: .brokenPages, how: "calls a list that failed an empty one", adapter: { swallowLists(&$0) }),
        Broken(rule: .answersThatAreNone, how: "calls a list that failed an empty one", adapter: { swallowLists(&$0) }),
        Broken(
            rule: .planningReadsOnly, how: "writes before it looks",
            wiring: {
                $0.tamper { (honest, request) async throws(HTTPFault) in
                    if request.method == .get {
                        var write = request
                        write.method = .put
                        _ = try await honest.send(write)
                    }
                    return try await honest.send(request)
                }
            }),
        Broken(
            rule: .requestBudget, how: "gets each host after the list",
            adapter: {
                $0.list = { (honest, fleet) async throws(ProviderError) in
                    let listing = try await honest.listHosts(fleet: fleet)
                    for host in listing.hosts { _ = try await honest.getHost(host.runtime) }
                    return listing
                }
            }),
    ]

    private static let secrets: [Broken] = [
        Broken(rule: .expiredInReads, how: "calls a list that failed an empty one", adapter: { swallowLists(&$0) }),
        Broken(
            rule: .expiredInReads, how: "takes refused credentials for a passing fault",
            wiring: {
                $0.tamper { (honest, request) async throws(HTTPFault) in
                    var answer = try await honest.send(request)
                    if answer.status == 401 { answer.status = 503 }
                    return answer
                }
            }),
        Broken(
            rule: .expiredInCreates, how: "takes refused credentials for a refused create",
            adapter: {
                $0.create = { (honest, request, script) async throws(ProviderError) in
                    try await renaming([.transient: .auth]) { () throws(ProviderError) in
                        try await honest.createHost(request, userData: script)
                    }
                }
            }),
        Broken(
            rule: .secretsInAnswers, how: "shows the script in the error",
            adapter: {
                $0.create = { (honest, request, script) async throws(ProviderError) in
                    do throws(ProviderError) { return try await honest.createHost(request, userData: script) } catch {
                        var error = error
                        error.message += script ?? ""
                        throw error
                    }
                }
            }),
        Broken(
            rule: .canaries, how: "keeps the script with the ids",
            adapter: {
                $0.create = { (honest, request, script) async throws(ProviderError) in
                    var runtime = try await honest.createHost(request, userData: script)
                    runtime.extra["script"] = script
                    return runtime
                }
            }),
        Broken(
            rule: .canaries, how: "traces credentials as if they were text",
            wiring: {
                $0.trace = $0.trace.map { UncutTrace(honest: $0) }
            }),
    ]

    // MARK: Ways to be wrong

    /// A trace that puts the credentials into a field that is shown.
    private struct UncutTrace: HTTPTrace {
        let honest: any HTTPTrace

        func record(
            _ provider: ProviderID, _ request: HTTPRequest, _ result: Result<HTTPResponse, HTTPFault>,
            elapsed: Duration?
        ) {
            var shown = request
            shown.headers = request.headers.map { .init("Accept", $0.value) }
            honest.record(provider, shown, result, elapsed: elapsed)
        }
    }

    private static func hideWaits(_ wiring: inout Wiring) {
        wiring.tamper { (honest, request) async throws(HTTPFault) in
            var answer = try await honest.send(request)
            answer.headers.removeAll { $0.name.lowercased() == "retry-after" }
            return answer
        }
    }

    private static func swallowLists(_ adapter: inout Tampered) {
        adapter.list = { (honest, fleet) async throws(ProviderError) in
            do throws(ProviderError) { return try await honest.listHosts(fleet: fleet) } catch {
                return FleetListing(hosts: [], disks: [])
            }
        }
    }

    private static func renaming(
        _ kinds: [ProviderError.Kind: ProviderError.Kind], _ call: () async throws(ProviderError) -> HostRuntime
    ) async throws(ProviderError) -> HostRuntime {
        do throws(ProviderError) { return try await call() } catch {
            var error = error
            error.kind = kinds[error.kind] ?? error.kind
            throw error
        }
    }

    private static func ignoring(
        _ kind: ProviderError.Kind, _ request: CreateRequest,
        _ call: () async throws(ProviderError) -> HostRuntime
    ) async throws(ProviderError) -> HostRuntime {
        do throws(ProviderError) { return try await call() } catch {
            guard error.kind == kind else { throw error }
            return HostRuntime(instanceID: "1", cloudName: request.mark.cloudName)
        }
    }
}
