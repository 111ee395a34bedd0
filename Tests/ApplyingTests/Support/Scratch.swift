import Files
import Glibc
import Synchronization

/// A folder of its own for one test, removed at the end.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = "/tmp/berth-applying-\(getpid())-\(UInt64.random(in: 0 ... .max))"
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

    /// Copies a folder as it is at this moment.
    static func copyTree(_ from: String, to path: String) throws {
        try FileSystem.makeFolder(path)
        for name in try FileSystem.list(from) {
            if FileSystem.kind("\(from)/\(name)") == .folder {
                try copyTree("\(from)/\(name)", to: "\(path)/\(name)")
            } else {
                let bytes = try FileSystem.read("\(from)/\(name)")
                try Descriptor("\(path)/\(name)", .createNew).write(bytes)
            }
        }
    }
}

/// A value shared by tasks.
final class Shared<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    init(_ value: Value) { mutex = Mutex(value) }

    var value: Value { mutex.withLock { $0 } }

    @discardableResult
    func change<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        mutex.withLock { value in
            var copy = value
            defer { value = copy }
            return body(&copy)
        }
    }
}

/// A clock on which sleeping takes no time and is written down.
final class SkippingClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Shared((now: Duration.zero, sleeps: [Duration]()))

    var now: Instant { Instant(offset: state.value.now) }
    var minimumResolution: Duration { .nanoseconds(1) }
    var sleeps: [Duration] { state.value.sleeps }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        state.change { state in
            state.sleeps.append(deadline.offset - state.now)
            state.now = max(state.now, deadline.offset)
        }
    }
}
