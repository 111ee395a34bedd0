import Dispatch
import Files
import Glibc
import Synchronization

/// Ctrl-C and its kin: the first one asks the run to stop, the second one leaves at once. Nothing is lost either way,
/// because every call was written down before it was made.
final class Interrupts: Sendable {
    /// Yields once, at the first signal.
    let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let state = Mutex((count: 0, signal: Int32(0)))
    private let sources: [any DispatchSourceSignal]

    /// Begins to watch SIGINT, SIGTERM and SIGHUP.
    init(_ announce: @escaping @Sendable (String) -> Void) {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        let queue = DispatchQueue(label: "signals")
        var made: [any DispatchSourceSignal] = []
        for number in [SIGINT, SIGTERM, SIGHUP] {
            _ = signal(number, SIG_IGN)
            made.append(DispatchSource.makeSignalSource(signal: number, queue: queue))
        }
        sources = made
        for (number, source) in zip([SIGINT, SIGTERM, SIGHUP], made) {
            source.setEventHandler { [weak self] in self?.arrived(number, announce) }
            source.resume()
        }
    }

    /// The exit code of the signal that came: 130 for Ctrl-C, 143 for SIGTERM; nil if none came.
    var exitCode: Int32? { state.withLock { $0.count == 0 ? nil : 128 + $0.signal } }

    private func arrived(_ number: Int32, _ announce: @Sendable (String) -> Void) {
        let count = state.withLock { state in
            state.count += 1
            if state.count == 1 { state.signal = number }
            return state.count
        }
        if count == 1 {
            announce("\nInterrupt received. Nothing new is begun; waiting for the calls in flight and writing them down.")
            announce("Interrupt again to leave at once; the next run then settles what is open.")
            continuation.yield()
            continuation.finish()
        } else {
            announce("\nTwo interrupts received. Exiting immediately; the next run settles what is open.")
            CurrentProcess.exit(128 + number)
        }
    }
}
