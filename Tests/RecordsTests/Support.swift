import Files
import Glibc
import Hosts
import JSON
import Synchronization

@testable import Records

/// A folder of its own for one test, removed at the end.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = "/tmp/berth-records-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        try FileSystem.makeFolder(path)
    }

    deinit { Self.removeTree(path) }

    static func removeTree(_ path: String) {
        for name in (try? FileSystem.list(path)) ?? [] {
            let inner = "\(path)/\(name)"
            if FileSystem.kind(inner) == .folder { removeTree(inner) } else { try? FileSystem.remove(inner) }
        }
        _ = unsafe rmdir(path)
    }

    static func copyTree(_ from: String, to path: String) throws {
        try FileSystem.makeFolder(path)
        for name in try FileSystem.list(from) {
            if FileSystem.kind("\(from)/\(name)") == .folder {
                try copyTree("\(from)/\(name)", to: "\(path)/\(name)")
            } else {
                try overwrite("\(path)/\(name)", FileSystem.read("\(from)/\(name)"))
            }
        }
    }
}

/// Replaces a file's bytes, as a careless hand would.
func overwrite(_ path: String, _ bytes: [UInt8]) throws {
    try FileSystem.remove(path)
    try Descriptor(path, .createNew).write(bytes)
}

/// A clock on which sleeping takes no time and is written down.
final class ManualClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex<(now: Duration, sleeps: [Duration])>((.zero, []))
    /// Called before each sleep ends.
    let onSleep: @Sendable (Int) -> Void

    init(onSleep: @escaping @Sendable (Int) -> Void = { _ in }) { self.onSleep = onSleep }

    var now: Instant { Instant(offset: state.withLock { $0.now }) }
    var minimumResolution: Duration { .nanoseconds(1) }
    var sleeps: [Duration] { state.withLock { $0.sleeps } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let count = state.withLock { state in
            state.sleeps.append(deadline.offset - state.now)
            state.now = deadline.offset
            return state.sleeps.count
        }
        onSleep(count)
    }
}

let noon = Timestamp(seconds: 1_795_392_000)

func makeStore(
    _ folder: String, fleet: String = "quickstart", seed: UInt64 = 1, clock: any Clock<Duration> = ManualClock(),
    run: String = "r-test", faults: FaultPoints = .none
) -> StateStore {
    StateStore(
        folder: folder, fleet: fleet,
        identity: RunIdentity(who: "root@vm", run: run, command: "apply", pid: 4711, bootID: nil), clock: clock,
        now: { noon }, random: .seeded(seed), faults: faults)
}

func sampleRecord(_ uid: String = "k3f9q2ab", instance: String? = "4711", name: String = "hub-1") -> HostRecord {
    var record = HostRecord(uid: uid, provider: .gcp)
    guard let instance else { return record }
    record.phase = .ready
    record.runtime = HostRuntime(
        instanceID: instance, cloudName: "\(name)-\(uid)", region: "us-west1", zone: "us-west1-b",
        dataDiskID: "d-\(instance)",
        publicIP: "203.0.113.9")
    var applied = HostConfiguration(
        region: "us-west1", zone: "us-west1-b", machineType: "e2-standard-8", image: "ubuntu-24.04-lts", bootDiskGB: 20)
    applied.dataDisk = DataDisk(sizeGB: 200, type: .balanced)
    applied.labels = ["team": "math"]
    applied.userData = TextDigest(of: "#!/bin/sh\n")
    record.applied = applied
    record.price = Money("0.27 USD")
    record.hasRun = true
    return record
}

func sampleIntent(_ id: String, host: String = "hub-1", uid: String = "k3f9q2ab") -> Intent {
    var intent = Intent(id: id, verb: .create, host: host, uid: uid, generation: 1, attempt: 1, provider: .gcp)
    intent.token = "tok-\(id)"
    intent.changes = [.put(host, sampleRecord(uid, instance: nil))]
    intent.since = noon
    return intent
}

func sampleState() -> FleetState {
    var state = FleetState(fleet: "quickstart", lineage: "acd23ec3-1704-4f26-a518-4909cb708b9d")
    state.serial = 42
    state.journalEpoch = 9
    state.writeID = "w-abcdefghijkl"
    state.createdBy = "berth 0.1.0"
    state.providers = [.gcp: ["project": .string("sage-research")]]
    state.hosts = ["hub-1": sampleRecord(), "train-01": sampleRecord("abcdefgh", instance: nil, name: "train-01")]
    state.orphans = ["9000": .object(["kind": .string("vm"), "name": .string("hub-1-zzzzzzzz")])]
    state.consumedPlans = ["sha256:\(String(repeating: "a", count: 64))"]
    state.pending = [sampleIntent("i-one", host: "train-01", uid: "abcdefgh")]
    return state
}

/// One line of each kind that changes a state.
let sampleEvents: [JournalEvent] = [
    .runBegin(who: "root@vm", command: "apply", plan: "sha256:00", serial: 42),
    .intent(sampleIntent("i-one")),
    .result(
        Outcome(
            intent: "i-one", verdict: .ok, runtime: HostRuntime(instanceID: "4711", cloudName: "hub-1-k3f9q2ab"),
            changes: [.put("hub-1", sampleRecord())],
            ledger: LedgerEvent(
                host: "hub-1", uid: "k3f9q2ab", action: "create", outcome: "ok", price: Money("0.27 USD")))),
    .note(text: "forgot", changes: [.remove("old-1")], ledger: nil),
    .intent(sampleIntent("i-two", host: "train-01", uid: "abcdefgh")),
    .result(
        Outcome(
            intent: "i-two", verdict: .refused,
            failure: .init(kind: "quota", code: "QUOTA_EXCEEDED", message: "no more \"GPUs\""),
            changes: [.remove("train-01")])),
]

/// A state of many hosts, for sizes and times.
func bigState(_ count: Int) -> FleetState {
    var state = sampleState()
    state.hosts = [:]
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567")
    for index in 0..<count {
        var uid = ""
        for place in 0..<8 { uid.append(alphabet[(index >> (5 * place)) & 31]) }
        state.hosts["node-\(index)"] = sampleRecord(uid, instance: "\(1_000_000 + index)", name: "node-\(index)")
    }
    return state
}

/// A value shared by tasks.
final class Shared<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    init(_ value: Value) { mutex = Mutex(value) }

    var value: Value { mutex.withLock { $0 } }

    func change<Result: Sendable>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        try mutex.withLock { value in
            var copy = value
            defer { value = copy }
            return try body(&copy)
        }
    }
}

/// The folder of all tests.
let testsFolder = FileSystem.folder(of: FileSystem.folder(of: #filePath))
