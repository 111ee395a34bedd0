import Hosts
import Providers
import Testing

/// Proof that the suite bites: for each rule an adapter that breaks it, and is found out.
@Suite struct BrokenAdapterTests {
    struct Broken: Sendable, CustomTestStringConvertible {
        var rule: ConformanceRule
        var how: String
        var tamper: @Sendable (inout Tampered) -> Void
        var testDescription: String { "\(rule.name): \(how)" }
    }

    @Test(arguments: lifecycle + truth + planning)
    func isFoundOut(broken: Broken) async {
        let target = LocalConformanceTests.memory.tampered(broken.how, broken.tamper)
        #expect(await broken.rule.violations(of: target) != [])
    }

    @Test func everyRuleHasOne() {
        let broken = Set((Self.lifecycle + Self.truth + Self.planning).map(\.rule.name))
        #expect(LocalConformanceTests.rules.map(\.name).filter { !broken.contains($0) } == [])
    }

    static let lifecycle: [Broken] = [
        Broken(rule: LifecycleRules.create, how: "drops the data disk") {
            $0.create = { (honest, request, _) async throws(ProviderError) in
                var request = request
                request.configuration.dataDisk = nil
                return try await honest.createHost(request, userData: nil)
            }
        },
        Broken(rule: LifecycleRules.marksFromCreation, how: "sets the marks in a second call") {
            $0.create = { (honest, request, _) async throws(ProviderError) in
                var bare = request
                bare.mark.uid = "later"
                let runtime = try await honest.createHost(bare, userData: nil)
                try await honest.updateMarks(runtime, mark: request.mark, configuration: request.configuration)
                return runtime
            }
        },
        Broken(rule: LifecycleRules.startStop, how: "refuses to stop what is stopped") {
            $0.stop = { (honest, runtime) async throws(ProviderError) in
                if try await honest.getHost(runtime)?.status == .stopped { throw refusal(.conflict) }
                try await honest.stopHost(runtime)
            }
        },
        Broken(rule: LifecycleRules.restart, how: "starts what is stopped") {
            $0.restart = { (honest, runtime) async throws(ProviderError) in try await honest.startHost(runtime) }
        },
        Broken(rule: LifecycleRules.resizeStopped, how: "does nothing") {
            $0.resize = { (_, _, _) async throws(ProviderError) in }
        },
        Broken(rule: LifecycleRules.resizeRunning, how: "stops the host by itself") {
            $0.resize = { (honest, runtime, type) async throws(ProviderError) in
                try await honest.stopHost(runtime)
                try await honest.resizeHost(runtime, machineType: type)
            }
        },
        Broken(rule: LifecycleRules.resizeDisk, how: "ignores a shrink") {
            $0.resizeDisk = { (honest, runtime, size) async throws(ProviderError) in
                if size < 80 { return }
                try await honest.resizeDisk(runtime, sizeGB: size)
            }
        },
        Broken(rule: LifecycleRules.updateMarks, how: "adds labels to the old ones") {
            $0.updateMarks = { (honest, runtime, mark, configuration) async throws(ProviderError) in
                var all = configuration
                let old = try await honest.getHost(runtime)?.labels ?? [:]
                all.labels.merge(old) { new, _ in new }
                try await honest.updateMarks(runtime, mark: mark, configuration: all)
            }
        },
        Broken(rule: LifecycleRules.delete, how: "forgets the disk") {
            $0.delete = { (honest, runtime, _) async throws(ProviderError) in
                try await honest.deleteHost(runtime, keepData: true)
            }
        },
        Broken(rule: LifecycleRules.deleteOfTheGone, how: "stops at a VM that is gone") {
            $0.delete = { (honest, runtime, keep) async throws(ProviderError) in
                if try await honest.getHost(runtime) == nil { return }
                try await honest.deleteHost(runtime, keepData: keep)
            }
        },
        Broken(rule: LifecycleRules.keepData, how: "deletes the disk all the same") {
            $0.delete = { (honest, runtime, _) async throws(ProviderError) in
                try await honest.deleteHost(runtime, keepData: false)
            }
        },
        Broken(rule: LifecycleRules.missingHost, how: "starts nothing and says it did") {
            $0.start = { (honest, runtime) async throws(ProviderError) in
                do throws(ProviderError) {
                    try await honest.startHost(runtime)
                } catch {
                    if error.kind != .notFound { throw error }
                }
            }
        },
    ]

    static let truth: [Broken] = [
        Broken(rule: TruthRules.tokenReplay, how: "makes a new token for each call") {
            $0.create = { (honest, request, _) async throws(ProviderError) in
                var request = request
                request.token += "-\(UInt64.random(in: 0 ... .max))"
                return try await honest.createHost(request, userData: nil)
            }
        },
        Broken(rule: TruthRules.tokenMismatch, how: "gives what the token made, whatever was asked") {
            $0.create = { (honest, request, _) async throws(ProviderError) in
                if let old = try await honest.findHosts(mark: request.mark).first { return old.runtime }
                return try await honest.createHost(request, userData: nil)
            }
        },
        Broken(rule: TruthRules.tokenOfDeleted, how: "makes another VM when the token is spent") {
            $0.create = { (honest, request, _) async throws(ProviderError) in
                do throws(ProviderError) {
                    return try await honest.createHost(request, userData: nil)
                } catch {
                    var again = request
                    again.token += "-again"
                    return try await honest.createHost(again, userData: nil)
                }
            }
        },
        Broken(rule: TruthRules.answerLost, how: "calls a lost answer a refusal") {
            $0.create = { (honest, request, _) async throws(ProviderError) in
                do throws(ProviderError) {
                    return try await honest.createHost(request, userData: nil)
                } catch {
                    throw refusal(.invalid)
                }
            }
        },
        Broken(rule: TruthRules.failedBefore, how: "retries by itself") {
            $0.create = { (honest, request, _) async throws(ProviderError) in
                do throws(ProviderError) {
                    return try await honest.createHost(request, userData: nil)
                } catch {
                    return try await honest.createHost(request, userData: nil)
                }
            }
        },
        Broken(rule: TruthRules.acceptedThenFailed, how: "does not wait for the outcome") {
            $0.create = { (honest, request, _) async throws(ProviderError) in
                do throws(ProviderError) {
                    return try await honest.createHost(request, userData: nil)
                } catch {
                    guard let made = try await honest.findHosts(mark: request.mark).first else { throw error }
                    return made.runtime
                }
            }
        },
        Broken(rule: TruthRules.errorClasses, how: "calls everything transient") {
            $0.create = { (honest, request, _) async throws(ProviderError) in
                do throws(ProviderError) {
                    return try await honest.createHost(request, userData: nil)
                } catch {
                    throw refusal(.transient)
                }
            }
        },
        Broken(rule: TruthRules.errorIsNotAbsence, how: "answers nothing when the look fails") {
            $0.get = { (honest, runtime) async throws(ProviderError) in
                do throws(ProviderError) { return try await honest.getHost(runtime) } catch { return nil }
            }
        },
        Broken(rule: TruthRules.unknownID, how: "throws for an absence") {
            $0.get = { (honest, runtime) async throws(ProviderError) in
                guard let seen = try await honest.getHost(runtime) else { throw refusal(.notFound) }
                return seen
            }
        },
        Broken(rule: TruthRules.readsChangeNothing, how: "starts what it lists") {
            $0.list = { (honest, fleet) async throws(ProviderError) in
                let listing = try await honest.listHosts(fleet: fleet)
                for host in listing.hosts { try await honest.startHost(host.runtime) }
                return listing
            }
        },
        Broken(rule: TruthRules.pages, how: "reads the first page only") {
            $0.list = { (honest, fleet) async throws(ProviderError) in
                var listing = try await honest.listHosts(fleet: fleet)
                listing.hosts = Array(listing.hosts.prefix(500))
                return listing
            }
        },
        Broken(rule: TruthRules.requestCount, how: "gets each host after the list") {
            $0.list = { (honest, fleet) async throws(ProviderError) in
                let listing = try await honest.listHosts(fleet: fleet)
                for host in listing.hosts { _ = try await honest.getHost(host.runtime) }
                return listing
            }
        },
        Broken(rule: TruthRules.listLag, how: "gets by listing") {
            $0.get = { (honest, runtime) async throws(ProviderError) in
                try await honest.listHosts(fleet: "lab").hosts.first { $0.runtime == runtime }
            }
        },
        Broken(rule: TruthRules.findByMark, how: "looks at the uid only") {
            $0.find = { (honest, mark) async throws(ProviderError) in
                try await honest.listHosts(fleet: mark.fleet).hosts.filter { $0.mark?.uid == mark.uid }
            }
        },
    ]

    static let planning: [Broken] = [
        Broken(rule: PlanRules.planIsEmpty, how: "tells its own word for a machine type") {
            $0.list = { (honest, fleet) async throws(ProviderError) in
                var listing = try await honest.listHosts(fleet: fleet)
                for index in listing.hosts.indices { listing.hosts[index].machineType = "zones/a/types/standard" }
                return listing
            }
        },
        Broken(rule: PlanRules.planIsEmpty, how: "folds the labels to capitals") {
            $0.list = { (honest, fleet) async throws(ProviderError) in
                var listing = try await honest.listHosts(fleet: fleet)
                for index in listing.hosts.indices { listing.hosts[index].labels?["team"] = "MATH" }
                return listing
            }
        },
    ]

    private static func refusal(_ kind: ProviderError.Kind) -> ProviderError {
        ProviderError(kind, provider: .local, code: "Broken", message: "broken on purpose")
    }
}
