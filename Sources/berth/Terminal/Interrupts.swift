import Files
import Reports
import Synchronization

/// Ctrl-C and its kin: the first one asks the run to stop, the second one leaves at once. Nothing is lost either way,
/// because every call was written down before it was made.
final class Interrupts: Sendable {
    /// Yields once, at the first signal.
    let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let state = Mutex(State())

    private struct State {
        var count = 0
        var signal: Int32 = 0
        var isRunning = false
        var isLive = false
    }

    /// Nothing is watched yet.
    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Begins to watch. While no run is under way, the first signal ends the process, as users expect.
    func watch() {
        Signals.watch { [self] number in arrived(number) }
    }

    /// From now on a signal must not cut off what is under way.
    /// - Parameter isLive: whether a display is painted, whose cursor must be given back on every way out.
    func runBegins(isLive: Bool) {
        state.withLock { state in
            state.isRunning = true
            state.isLive = isLive
        }
    }

    /// The exit code of the signal that came, 130 for Ctrl-C and 143 for SIGTERM; nil if none came.
    var exitCode: Int32? { state.withLock { $0.count == 0 ? nil : 128 + $0.signal } }

    private func arrived(_ number: Int32) {
        let now = state.withLock { state in
            state.count += 1
            if state.count == 1 { state.signal = number }
            return state
        }
        guard now.isRunning else { CurrentProcess.exit(128 + number) }
        if now.count == 1 {
            continuation.yield()
            continuation.finish()
        } else {
            announce("\nTwo interrupts received. Exiting immediately; the next run settles what is open.")
            if now.isLive { StandardStream.error.write(Array(LiveProgress.end.utf8)) }
            CurrentProcess.exit(128 + number)
        }
    }

    private func announce(_ text: String) { StandardStream.error.write(Array("\(text)\n".utf8)) }
}
