import Diagnostics
import Hosts
import Planning
import Testing

/// What the spec, the cloud and the commands say of a host's power.
@Suite struct PowerTests {
    @Test(
        arguments: [
            (DesiredPower.running, HostStatus.running, [String]()), (.running, .starting, []),
            (.running, .stopped, ["start"]), (.running, .stopping, ["start"]), (.running, .unknown, []),
            (.stopped, .running, ["stop"]), (.stopped, .stopped, []), (.stopped, .unknown, []),
            (.ignore, .running, []), (.ignore, .stopped, []), (.ignore, .unknown, []),
        ])
    func desired(_ power: DesiredPower, _ status: HostStatus, _ calls: [String]) {
        var fleet = Fleet(host())
        fleet.byHand("hub") { $0.status = status }
        fleet.edit { $0.power = power }
        let plan = fleet.plan()
        #expect(plan.calls() == calls)
        #expect(plan.step()?.impact ?? [] == (calls == ["stop"] ? [.stopStart] : []))
        #expect(plan.step()?.action == (calls == ["stop"] ? .stop : calls == ["start"] ? .start : nil))
    }

    @Test func turnedOffByOthersIsToldSo() {
        var fleet = Fleet(host())
        fleet.byHand("hub") { $0.status = .stopped }
        #expect(fleet.plan().step()?.changes.first?.author == .cloud)
        #expect(fleet.plan().step()?.reasons.map(\.code) == [.cloudChanged])
    }

    @Test func aCloudThatCannotStopIsNotAskedTo() {
        var fleet = Fleet(host { $0.power = .stopped }) { $0.stop = false }
        #expect(fleet.model.vms.values.first?.seen.status == .running)
        #expect(fleet.plan().steps == [])
        fleet.edit { $0.expires = CalendarDate("2026-01-01") }
        #expect(fleet.plan().questions.map(\.code) == [.expired])
        #expect(fleet.plan().steps == [])
    }

    @Test func stoppingEmptiesEphemeralDisks() {
        var fleet = Fleet(host { $0.storage = .ephemeral })
        fleet.edit { $0.power = .stopped }
        #expect(fleet.plan().step()?.impact == [.stopStart, .ephemeralLoss])
        #expect(fleet.plan().refusals.map(\.code) == [.dataLoss])
    }

    @Test(arguments: [("2026-06-02", false), ("2026-06-01", true), ("2025-01-01", true)])
    func expiry(_ day: String, _ due: Bool) throws {
        var fleet = Fleet(host())
        fleet.edit { $0.expires = CalendarDate(day) }
        #expect(fleet.plan().calls() == (due ? ["stop"] : []))
        if due { #expect(fleet.plan().step()?.reasons.map(\.code) == [.expired]) }
        let unmade = Fleet(unmade: fleet.specs).plan()
        #expect(unmade.steps.count == (due ? 0 : 1))
        #expect(unmade.questions.map(\.code) == (due ? [.expired] : []))
    }

    @Test func anInterruptedResizeIsStartedAgain() {
        var fleet = Fleet(host { $0.power = .ignore })
        fleet.byHand("hub") { $0.status = .stopped }
        fleet.model.records["hub"]?.restorePower = true
        fleet.edit { $0.cpu = Quantity(8) }
        #expect(fleet.plan().calls() == ["resize s8", "start"])
        fleet.edit { $0.cpu = Quantity(4) }
        #expect(fleet.plan().calls() == ["start"])
        #expect(fleet.plan().step()?.reasons.map(\.code) == [.restorePower])
    }

    @Test(
        arguments: [
            (PlanRequest.Mode.start, HostStatus.stopped, ["start"]), (.start, .running, []),
            (.stop, .running, ["stop"]), (.stop, .stopped, []), (.stop, .error, []),
            (.restart(hard: false), .running, ["restart"]), (.restart(hard: true), .running, ["hard_restart"]),
            (.restart(hard: false), .stopped, ["start"]),
        ])
    func commands(_ mode: PlanRequest.Mode, _ status: HostStatus, _ calls: [String]) {
        var fleet = Fleet(host())
        fleet.byHand("hub") { $0.status = status }
        fleet.request.mode = mode
        #expect(fleet.plan().calls() == calls)
        #expect(fleet.plan().step()?.target == (calls.isEmpty ? nil : fleet.model.records["hub"]?.applied))
    }

    @Test func commandsTheCloudDoesNotHave() {
        var fleet = Fleet(host()) {
            $0.stop = false
            $0.restart = false
        }
        for mode in [PlanRequest.Mode.stop, .restart(hard: false)] {
            fleet.request.mode = mode
            #expect(fleet.plan().steps == [])
            #expect(fleet.plan().problems.map(\.rule) == ["power-unsupported"])
        }
    }

    /// Where a stop gives the address away, so does a restart by the guest; a reset does not.
    @Test(arguments: [
        (PlanRequest.Mode.stop, [Impact.stopStart, .newAddress]), (.restart(hard: false), [.reboot, .newAddress]),
        (.restart(hard: true), [.reboot]),
    ])
    func commandsThatCostTheAddress(_ mode: PlanRequest.Mode, _ impact: [Impact]) {
        var fleet = Fleet(host()) { $0.stopKeepsAddress = false }
        fleet.request.mode = mode
        #expect(fleet.plan().step()?.impact == impact)
        guard case .stop = mode else { return }
        fleet.request.mode = .converge
        fleet.edit { $0.power = .stopped }
        #expect(fleet.plan().step()?.impact == impact)
    }

    @Test func commandsOnAVanishedHostAsk() {
        var fleet = Fleet(host())
        fleet.model.vms = [:]
        fleet.request.mode = .start
        #expect(fleet.plan().steps == [])
        #expect(fleet.plan().questions.map(\.code) == [.vanished])
    }
}
