import Hosts
import Providers
import Testing

@testable import Applying

/// What one call comes to, with retries and the look after a create that went wrong.
@Suite struct CloudCallerTests {
    static let request = CreateRequest(
        token: "t", mark: HostMark(fleet: "test", lineage: lineage, host: "hub", uid: "k3f9q2ab", generation: 2),
        configuration: configuration())

    private func answer(
        _ cloud: FakeCloud, _ call: CloudCall = .create(request), attempts: Int = 1,
        clock: SkippingClock = SkippingClock()
    ) async -> CallAnswer {
        var policy = RetryPolicy()
        policy.attempts = attempts
        let retrier = Retrier(
            provider: .local, policy: policy, gate: RateGate(limits: .init(inFlight: 4), clock: clock), clock: clock,
            random: { 1 })
        let caller = CloudCaller(cloud: cloud, retrier: retrier, host: "hub", waiting: { _ in })
        return await caller.answer(call, userData: nil)
    }

    private static let made = observation(runtime("vm-2"), generation: 2)
    private static let former = observation(runtime("vm-1"), generation: 1)
    private static let failed = observation(runtime("vm-2"), status: .error, generation: 2)

    private static let going = observation(runtime("vm-2"), status: .stopping, generation: 2)

    @Test(
        arguments: [
            // What the create says, what the look finds, what it comes to.
            (ProviderError.Kind.transient, [made], CallAnswer.done(runtime("vm-2"))),
            (.transient, [], .unknown(error(.transient))),
            (.transient, [made, made], .unknown(error(.transient))),
            (.quota, [], .refused(error(.quota), leftover: nil)),
            (.capacity, [failed], .refused(error(.capacity), leftover: runtime("vm-2"))),
            (.operationFailed, [failed], .refused(error(.operationFailed), leftover: runtime("vm-2"))),
            (.operationFailed, [going], .refused(error(.operationFailed), leftover: runtime("vm-2"))),
            (.transient, [going], .done(runtime("vm-2"))),
            (.capacity, [former], .refused(error(.capacity), leftover: nil)),
            (.transient, [former], .unknown(error(.transient))),
            (.transient, [former, made], .done(runtime("vm-2"))),
        ] as [(ProviderError.Kind, [HostObservation], CallAnswer)])
    func creates(_ kind: ProviderError.Kind, _ found: [HostObservation], _ expected: CallAnswer) async {
        let cloud = FakeCloud {
            $0.creates = [.failure(error(kind))]
            $0.finds = [.success(found)]
        }
        #expect(await answer(cloud) == expected)
        #expect(cloud.asked == ["create", "find"])
    }

    @Test(arguments: [true, false])
    func aStartTellsTheNewAddress(kept: Bool) async {
        var moved = Self.made
        moved.runtime.publicIP = "203.0.113.9"
        let (old, expected) = (runtime("vm-2"), kept ? nil : moved.runtime)
        for call in [CloudCall.start(old), .restart(old)] {
            let cloud = FakeCloud(can: { $0.stopKeepsAddress = kept }) { $0.gets = [.success(moved)] }
            #expect(await answer(cloud, call) == .done(expected))
            let silent = FakeCloud(can: { $0.stopKeepsAddress = kept }) { $0.gets = [.failure(error(.auth))] }
            #expect(await answer(silent, call) == .done(nil))
        }
    }

    @Test(arguments: [true, false])
    func aStopTellsThatTheAddressIsGone(kept: Bool) async {
        var old = runtime("vm-2")
        old.publicIP = "203.0.113.9"
        var off = old
        off.publicIP = nil
        let cloud = FakeCloud(can: { $0.stopKeepsAddress = kept }) { _ in }
        #expect(await answer(cloud, .stop(old)) == .done(kept ? nil : off))
        #expect(cloud.asked == ["stop"])
    }

    @Test func aLookThatFailsTellsNothing() async {
        let cloud = FakeCloud {
            $0.creates = [.failure(error(.quota))]
            $0.finds = [.failure(error(.transient))]
        }
        #expect(await answer(cloud) == .unknown(error(.quota)))
    }

    @Test func whoMayNotEvenLookWasRefused() async {
        let cloud = FakeCloud {
            $0.creates = [.failure(error(.auth))]
            $0.finds = [.failure(error(.auth))]
        }
        #expect(await answer(cloud) == .refused(error(.auth), leftover: nil))
    }

    /// Without tokens a second create would make a second VM.
    @Test func withoutTokensItLooksBeforeItAsksAgain() async {
        let lost = FakeCloud {
            $0.creates = [.failure(error(.transient)), .success(runtime("vm-3"))]
            $0.finds = [.success([Self.made])]
        }
        #expect(await answer(lost, attempts: 3) == .done(runtime("vm-2")))
        #expect(lost.asked == ["create", "find"])
        let never = FakeCloud {
            $0.creates = [.failure(error(.transient)), .success(runtime("vm-3"))]
            $0.finds = [.success([Self.former])]
        }
        #expect(await answer(never, attempts: 3) == .done(runtime("vm-3")))
        #expect(never.asked == ["create", "find", "create"])
        let token = FakeCloud(can: { $0.idempotencyToken = true }) {
            $0.creates = [.failure(error(.transient)), .success(runtime("vm-2"))]
        }
        #expect(await answer(token, attempts: 3) == .done(runtime("vm-2")))
        #expect(token.asked == ["create", "create"])
    }

    /// What was accepted may not be seen at once; a look before that would be followed by a second VM.
    @Test(arguments: [(ProviderError.Kind.transient, true), (.rateLimited(retryAfter: .zero), false)])
    func withoutTokensItLooksWhenThereCanBeSomethingToSee(_ kind: ProviderError.Kind, waits: Bool) async {
        let cloud = FakeCloud(can: { $0.visibility = .seconds(20) }) {
            $0.creates = [.failure(error(kind)), .success(runtime("vm-3"))]
        }
        let clock = SkippingClock()
        #expect(await answer(cloud, attempts: 3, clock: clock) == .done(runtime("vm-3")))
        #expect(cloud.asked == ["create", "find", "create"])
        #expect((clock.now.offset >= .seconds(20)) == waits)
    }

    @Test func readsAreRepeatedOnlyByOne() async {
        for own in [false, true] {
            let cloud = FakeCloud(retriesReads: own) {
                $0.creates = [.failure(error(.quota))]
                $0.finds = [.failure(error(.transient))]
            }
            #expect(await answer(cloud, attempts: 4) == .unknown(error(.quota)))
            #expect(cloud.asked.count { $0 == "find" } == (own ? 1 : 4))
        }
    }

    @Test(
        arguments: [
            (Result.success(nil), CallAnswer.unknown(error(.quota))),
            (.success(former), .refused(error(.quota), leftover: nil)),
            (.failure(error(.transient)), .unknown(error(.quota))),
        ] as [(Result<HostObservation?, ProviderError>, CallAnswer)])
    func aRefusedDeleteMayBeHalfDone(_ look: Result<HostObservation?, ProviderError>, _ expected: CallAnswer) async {
        let cloud = FakeCloud {
            $0.others = [error(.quota)]
            $0.gets = [look]
        }
        #expect(await answer(cloud, .delete(runtime(), keepData: false)) == expected)
        #expect(cloud.asked == ["delete", "get"])
    }

    @Test(
        arguments: [
            (CloudCall.delete(runtime(), keepData: true), ProviderError.Kind.transient, true),
            (.start(runtime()), .transient, true), (.stop(runtime()), .quota, false),
            (.restart(runtime()), .transient, true), (.hardRestart(runtime()), .auth, false),
            (.resize(runtime(), machineType: "s8"), .capacity, false),
            (.resizeDisk(runtime(), sizeGB: 200), .transient, true),
            (.updateMarks(runtime(), mark: request.mark, configuration()), .invalid, false),
        ])
    func others(_ call: CloudCall, _ kind: ProviderError.Kind, _ unknown: Bool) async {
        let cloud = FakeCloud { $0.others = [error(kind)] }
        #expect(await answer(cloud, call) == (unknown ? .unknown(error(kind)) : .refused(error(kind), leftover: nil)))
        #expect(await answer(cloud, call) == .done(nil))
        #expect(cloud.asked == [call.verb.rawValue, call.verb.rawValue])
    }
}
