import Catalog
import Hosts
import Planning
import Providers
import Records
import Testing

@testable import Applying

/// Looking at clouds, and matching what was seen to records.
@Suite struct ObservingTests {
    private static let window = Duration.seconds(5)

    private func look(
        _ cloud: FakeCloud, _ records: [String: HostRecord], clock: SkippingClock = SkippingClock(),
        unopened: [ProviderID: ProviderError] = [:]
    ) async -> Observations {
        let observer = Observer(readers: [cloud.id: cloud], unopened: unopened, clock: clock)
        let sightings = await observer.look(fleet: "test", lineage: lineage, records: records, requests: { 0 })
        return sightings.matched(to: records, lineage: lineage)
    }

    private static let ready = ["hub": readyRecord()]
    private static let creating = ["hub": HostRecord(uid: "k3f9q2ab", provider: .local)]
    private static let seen = observation(runtime())

    private static func listed(_ hosts: [HostObservation], _ disks: [DiskObservation] = []) -> FleetListing {
        FleetListing(hosts: hosts, disks: disks)
    }

    @Test func oneListIsEnough() async {
        let cloud = FakeCloud { $0.listing = .success(Self.listed([Self.seen])) }
        let out = await look(cloud, Self.ready)
        #expect(out.views == ["hub": .present(Self.seen)])
        #expect(out.strays == [])
        #expect(cloud.asked == ["list"])
        #expect(out.hostsSeen == 1)
    }

    @Test func whatAListMissesIsLookedUp() async {
        let cloud = FakeCloud { $0.gets = [.success(Self.seen)] }
        #expect(await look(cloud, Self.ready).views == ["hub": .present(Self.seen)])
        #expect(cloud.asked == ["list", "get"])
    }

    @Test func absentIsLookedForTwiceAndAWindowApart() async {
        let clock = SkippingClock()
        let cloud = FakeCloud(can: { $0.visibility = Self.window }) { $0.gets = [.success(nil), .success(nil)] }
        #expect(await look(cloud, Self.ready, clock: clock).views == ["hub": .absent])
        #expect(cloud.asked == ["list", "get", "get"])
        #expect(clock.sleeps == [Self.window])
        let late = FakeCloud(can: { $0.visibility = Self.window }) { $0.gets = [.success(nil), .success(Self.seen)] }
        #expect(await look(late, Self.ready).views == ["hub": .present(Self.seen)])
    }

    @Test(arguments: [ProviderError.Kind.transient, .auth, .rateLimited(retryAfter: nil), .notFound])
    func anErrorIsNeverAbsence(_ kind: ProviderError.Kind) async {
        let noList = FakeCloud { $0.listing = .failure(error(kind)) }
        var out = await look(noList, Self.ready)
        #expect(out.views == ["hub": .unobserved(error(kind))])
        #expect(out.failures == [.local: error(kind)])
        let noGet = FakeCloud { $0.gets = [.failure(error(kind))] }
        out = await look(noGet, Self.ready)
        #expect(out.views == ["hub": .unobserved(error(kind))])
        let noFind = FakeCloud { $0.finds = [.failure(error(kind))] }
        out = await look(noFind, Self.creating)
        #expect(out.views == ["hub": .unobserved(error(kind))])
    }

    @Test func cloudsThatWereNotOpenedOrNotAsked() async {
        let records = ["a": readyRecord { $0.provider = .gcp }, "b": readyRecord { $0.provider = .aws }]
        let cloud = FakeCloud { _ in }
        let out = await look(cloud, records, unopened: [.gcp: error(.auth, .gcp)])
        #expect(out.views["a"] == .unobserved(error(.auth, .gcp)))
        guard case .unobserved? = out.views["b"] else {
            Issue.record("a cloud that nobody asked says nothing: \(String(describing: out.views["b"]))")
            return
        }
    }

    @Test func interruptedCreatesAreFoundByTheirMark() async {
        let other = observation(runtime("vm-0"), generation: 7)
        let listed = FakeCloud { $0.listing = .success(Self.listed([Self.seen, other])) }
        var out = await look(listed, Self.creating)
        #expect(out.views == ["hub": .present(Self.seen)])
        #expect(out.strays.map(\.object) == [other], "another generation is a stray")
        let found = FakeCloud { $0.finds = [.success([Self.seen])] }
        #expect(await look(found, Self.creating).views == ["hub": .present(Self.seen)])
        let twins = FakeCloud { $0.finds = [.success([Self.seen, observation(runtime("vm-2"))])] }
        out = await look(twins, Self.creating)
        #expect(out.views == ["hub": .doubled([Self.seen, observation(runtime("vm-2"))])])
        let nothing = FakeCloud(can: { $0.visibility = Self.window }) { $0.finds = [.success([])] }
        #expect(await look(nothing, Self.creating).views == ["hub": .absent])
        #expect(nothing.asked == ["list", "find", "find"])
    }

    /// A create was cut off: its cloud shows a VM of no generation, or only the disk.
    @Test func whatACutOffCreateHadMadeIsFound() async {
        var half = observation(runtime("vm-1", disk: "disk-1"))
        half.mark?.generation = 0
        let intent = Intent(
            id: "i-1", verb: .create, host: "hub", uid: "k3f9q2ab", generation: 1, attempt: 1, provider: .local)
        let cloud = FakeCloud {
            $0.listing = .success(Self.listed([half]))
            $0.finds = [.success([])]
        }
        let seen = await look(cloud, Self.creating)
        #expect(seen.views == ["hub": .absent])
        #expect(seen.unfinished(by: intent, lineage: lineage) == half.runtime)
        #expect(seen.unfinished(by: intent, lineage: "another") == nil)
        for edit: (inout Intent) -> Void in [
            { $0.uid = "aaaaaaaa" }, { $0.provider = .gcp }, { $0.verb = .delete },
        ] {
            var other = intent
            edit(&other)
            #expect(seen.unfinished(by: other, lineage: lineage) == nil)
        }
        var begun = Self.creating
        begun["hub"]?.unfinished = half.runtime
        #expect(await look(cloud, begun).strays == [], "it is the host's")

        let mark = HostMark(fleet: "test", lineage: lineage, host: "hub", uid: "k3f9q2ab", generation: 1)
        let disk = DiskObservation(id: "disk-1", mark: mark, sizeGB: 1, type: nil, attachedTo: nil)
        let alone = FakeCloud {
            $0.listing = .success(Self.listed([], [disk]))
            $0.finds = [.success([])]
        }
        let bare = await look(alone, Self.creating).unfinished(by: intent, lineage: lineage)
        #expect(bare?.dataDiskID == "disk-1")
        #expect(bare?.instanceID == "")
        #expect(bare?.cloudName == "hub-k3f9q2ab", "an adapter knows the disk by the uid in the name")
        begun["hub"]?.unfinished = bare
        #expect(await look(alone, begun).strayDisks == [])

        // The list shows the disk and not yet the VM: the second look does.
        let late = FakeCloud {
            $0.listing = .success(Self.listed([], [disk]))
            $0.finds = [.success([half])]
        }
        #expect(await look(late, Self.creating).unfinished(by: intent, lineage: lineage) == half.runtime)
        begun["hub"]?.unfinished = half.runtime
        let taken = await look(late, begun)
        #expect(taken.strays == [] && taken.strayDisks == [])
    }

    @Test func everyAccountIsListedThoughOneIsSlow() async {
        let (stream, gate) = AsyncStream<Void>.makeStream()
        let slow = FakeCloud(.gcp) { $0.listing = .success(Self.listed([])) }
        let quick = FakeCloud { $0.listing = .success(Self.listed([Self.seen])) }
        let observer = Observer(
            readers: [.gcp: Held(reader: slow, until: stream), .local: Opening(reader: quick, gate: gate)],
            clock: SkippingClock())
        let seen = await observer.look(fleet: "test", lineage: lineage, records: [:], requests: { 0 })
        #expect(Set(seen.listings.keys) == [.gcp, .local])
    }

    @Test func aLongLookIsToldOf() async {
        let told = Shared<[String]>([])
        let cloud = FakeCloud(can: { $0.visibility = .seconds(30) }) { $0.gets = [.success(nil)] }
        let observer = Observer(
            readers: [.local: cloud], clock: SkippingClock(), waiting: { text in told.change { $0.append(text) } })
        _ = await observer.look(fleet: "test", lineage: lineage, records: Self.ready, requests: { 0 })
        #expect(told.value == ["hub: local does not show it; looking again in 30s"])
    }

    /// A look-up by mark came before the record knew the id; the match that follows must still know the VM.
    @Test func whatWasFoundByMarkIsPresentOnceRecorded() async {
        let cloud = FakeCloud { $0.finds = [.success([Self.seen])] }
        let observer = Observer(readers: [.local: cloud], clock: SkippingClock())
        let sightings = await observer.look(
            fleet: "test", lineage: lineage, records: Self.creating, requests: { 0 })
        #expect(sightings.matched(to: Self.ready, lineage: lineage).views == ["hub": .present(Self.seen)])
    }

    @Test func aRecordedIDWinsOverAMark() async {
        let twin = observation(runtime("vm-2", disk: nil))
        let cloud = FakeCloud { $0.listing = .success(Self.listed([Self.seen, twin])) }
        let out = await look(cloud, Self.ready)
        #expect(out.views == ["hub": .present(Self.seen)])
        #expect(out.strays.map(\.object) == [twin])
    }

    @Test func disksWithoutAnOwnerAreStrays() async {
        func disk(_ id: String, attachedTo: String? = nil) -> DiskObservation {
            DiskObservation(
                id: id, mark: Self.seen.mark ?? HostMark(fleet: "", lineage: "", host: "", uid: "", generation: 1),
                sizeGB: 1, type: nil, attachedTo: attachedTo)
        }
        let disks = [disk("disk-1"), disk("disk-2"), disk("disk-3", attachedTo: "vm-9"), disk("disk-4")]
        let cloud = FakeCloud { $0.listing = .success(Self.listed([Self.seen], disks)) }
        let records = ["hub": readyRecord { $0.former = runtime("vm-0", disk: "disk-4") }]
        let out = await look(cloud, records)
        #expect(out.strayDisks.map(\.object.id) == ["disk-2"])
        #expect(out.disks == [.local: ["disk-1", "disk-2", "disk-3", "disk-4"]])
    }
}

/// A cloud that lists only when another one has.
private struct Held: HostReader {
    let reader: FakeCloud
    let until: AsyncStream<Void>

    var id: ProviderID { reader.id }
    var capabilities: Capabilities { reader.capabilities }

    func listHosts(fleet: String) async throws(ProviderError) -> FleetListing {
        for await _ in until { break }
        return try await reader.listHosts(fleet: fleet)
    }
    func getHost(_ runtime: HostRuntime) async throws(ProviderError) -> HostObservation? {
        try await reader.getHost(runtime)
    }
    func findHosts(mark: HostMark) async throws(ProviderError) -> [HostObservation] {
        try await reader.findHosts(mark: mark)
    }
    func fetchCatalog() async throws(ProviderError) -> [CatalogEntry] { try await reader.fetchCatalog() }
}

/// A cloud whose list lets the other one go on.
private struct Opening: HostReader {
    let reader: FakeCloud
    let gate: AsyncStream<Void>.Continuation

    var id: ProviderID { reader.id }
    var capabilities: Capabilities { reader.capabilities }

    func listHosts(fleet: String) async throws(ProviderError) -> FleetListing {
        gate.finish()
        return try await reader.listHosts(fleet: fleet)
    }
    func getHost(_ runtime: HostRuntime) async throws(ProviderError) -> HostObservation? {
        try await reader.getHost(runtime)
    }
    func findHosts(mark: HostMark) async throws(ProviderError) -> [HostObservation] {
        try await reader.findHosts(mark: mark)
    }
    func fetchCatalog() async throws(ProviderError) -> [CatalogEntry] { try await reader.fetchCatalog() }
}

/// What became of calls whose answer nobody wrote down.
@Suite struct SettlementTests {
    private func settle(
        _ verb: CloudVerb, _ record: HostRecord?, _ view: HostView, _ edit: (inout Intent) -> Void = { _ in }
    ) -> Settlement {
        var intent = Intent(
            id: "i-1", verb: verb, host: "hub", uid: "k3f9q2ab", generation: 1, attempt: 1, provider: .local)
        edit(&intent)
        return Settlement.of(intent, record: record, view: view)
    }

    private func record(_ settlement: Settlement) -> HostRecord? { settlement.outcome?.changes.first?.record }

    @Test(arguments: CloudVerb.allCases) func whatCannotBeSeenStaysOpen(_ verb: CloudVerb) {
        let seen = observation(runtime())
        for view in [HostView.unobserved(error(.transient)), .doubled([seen, seen])] {
            #expect(settle(verb, readyRecord(), view).outcome == nil)
        }
        #expect(settle(verb, nil, .absent).outcome?.changes == [])
    }

    @Test func creates() {
        var creating = HostRecord(uid: "k3f9q2ab", provider: .local)
        creating.price = Money("0.40 USD")
        creating.former = runtime("vm-0", disk: "disk-0")
        let request = CreateRequest(
            token: "t", mark: HostMark(fleet: "test", lineage: lineage, host: "hub", uid: "k3f9q2ab", generation: 1),
            configuration: configuration())
        var out = settle(.create, creating, .present(observation(runtime("vm-1", disk: nil)))) { $0.request = request }
        #expect(out.outcome?.verdict == .ok)
        #expect(record(out)?.runtime == runtime("vm-1", disk: "disk-0"), "the disk is not lost sight of")
        #expect(record(out)?.applied?.zone == "r1-a")
        #expect(record(out)?.price == Money("0.40 USD"))
        #expect(record(out)?.phase == .ready)
        #expect(record(out)?.hasRun == true)
        out = settle(.create, creating, .present(observation(runtime(), status: .error))) { $0.request = request }
        #expect(record(out)?.hasRun == false)
        out = settle(.create, creating, .absent) { $0.request = request }
        #expect(out.outcome?.verdict == .refused)
        #expect(record(out) == creating, "so that the next create has the same token")
        var intent = Intent(
            id: "i-1", verb: .create, host: "hub", uid: "k3f9q2ab", generation: 1, attempt: 1, provider: .local)
        intent.request = request
        let half = Settlement.of(intent, record: creating, view: .absent, unfinished: runtime("vm-1"))
        #expect(half.outcome?.verdict == .refused)
        #expect(half.sentence == "hub: the interrupted create had made vm-1, which is not complete; it is taken up")
        #expect(record(half)?.unfinished == runtime("vm-1"))
        #expect(record(half)?.applied == configuration())
        #expect(record(half)?.runtime == nil)
        #expect(record(half)?.attempt == creating.attempt)
    }

    @Test func deletes() {
        let going = readyRecord { $0.phase = .deleting }
        var out = settle(.delete, going, .present(observation(runtime())))
        #expect(record(out)?.phase == .ready)
        #expect(out.outcome?.verdict == .refused)
        out = settle(.delete, going, .absent) {
            $0.keepData = true
            $0.runtime = runtime()
        }
        #expect(out.outcome?.verdict == .ok)
        #expect(record(out)?.former == runtime())
        #expect(record(out)?.runtime == nil)
        #expect(record(out)?.generation == 2)
        out = settle(.delete, going, .absent)
        #expect(record(out)?.phase == .deleting, "its disk may still be there")
        #expect(record(out)?.runtime == runtime())
    }

    @Test(
        arguments: [
            (CloudVerb.start, HostStatus.running, true), (.start, .starting, true), (.start, .stopped, false),
            (.stop, .stopped, true), (.stop, .stopping, true), (.stop, .running, false),
            (.restart, .running, false), (.hardRestart, .running, false), (.updateMarks, .running, false),
        ])
    func power(_ verb: CloudVerb, _ status: HostStatus, _ done: Bool) {
        let cut = readyRecord { $0.restorePower = true }
        let out = settle(verb, cut, .present(observation(runtime(), status: status)))
        #expect(out.outcome?.verdict == (done ? .ok : .refused))
        // A host that is still off must come back; one that is on needs nothing.
        if verb == .start { #expect(record(out)?.restorePower == !done) }
        if verb == .stop { #expect(record(out)?.restorePower == done) }
    }

    @Test(arguments: [true, false]) func sizes(_ done: Bool) {
        var seen = observation(runtime())
        seen.machineType = done ? "s8" : "s4"
        seen.dataDisk = DataDisk(sizeGB: done ? 200 : 100, type: .balanced)
        var out = settle(.resize, readyRecord(), .present(seen)) { $0.machineType = "s8" }
        #expect(out.outcome?.verdict == (done ? .ok : .refused))
        #expect(record(out)?.applied?.machineType == (done ? "s8" : "s4"))
        out = settle(.resizeDisk, readyRecord(), .present(seen)) { $0.sizeGB = 200 }
        #expect(out.outcome?.verdict == (done ? .ok : .refused))
        #expect(record(out)?.applied?.dataDisk?.sizeGB == (done ? 200 : 100))
    }
}
