import Glibc
import Synchronization

/// Signals of the user and the system, told on a thread of their own.
///
/// The handler only writes the signal's number into a pipe, which is all that a handler may safely do; masks would not
/// serve, because threads we do not make (the runtime's, Dispatch's) set their own.
public enum Signals {
    /// Ctrl-C.
    public static let interrupt = SIGINT
    /// A polite request to end.
    public static let terminate = SIGTERM
    /// The terminal was closed.
    public static let hangUp = SIGHUP

    /// The end of the pipe that the handler writes to.
    private static let pipeEnd = Atomic<Int32>(-1)

    /// Watches the three signals from now on; they end the process no more. Those that the process was started to
    /// ignore, as by `nohup`, stay ignored. To be called once.
    /// - Parameter handler: told each signal's number, on a thread of its own.
    public static func watch(_ handler: @escaping @Sendable (Int32) -> Void) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        pipeEnd.store(ends[1], ordering: .sequentiallyConsistent)
        let box = unsafe Unmanaged.passRetained(Box(handler, pipe: ends[0])).toOpaque()
        var thread = pthread_t()
        let made = unsafe pthread_create(
            &thread, nil,
            { raw in
                guard let raw = unsafe raw else { return nil }
                Signals.read(unsafe Unmanaged<Box>.fromOpaque(raw).takeRetainedValue())
                return nil
            }, box)
        guard made == 0 else { return }
        pthread_detach(thread)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            let former = signal(number) { number in
                let before = errno
                var byte = UInt8(truncatingIfNeeded: number)
                _ = unsafe Glibc.write(Signals.pipeEnd.load(ordering: .sequentiallyConsistent), &byte, 1)
                errno = before
            }
            if isIgnoring(former) { _ = signal(number, SIG_IGN) }
        }
    }

    private static func isIgnoring(_ handler: __sighandler_t?) -> Bool {
        unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    private static func read(_ box: Box) {
        var byte: UInt8 = 0
        while true {
            let got = unsafe Glibc.read(box.pipe, &byte, 1)
            if got == 1 { box.handler(Int32(byte)) } else if got == 0 || errno != EINTR { return }
        }
    }

    private final class Box: Sendable {
        let handler: @Sendable (Int32) -> Void
        let pipe: Int32

        init(_ handler: @escaping @Sendable (Int32) -> Void, pipe: Int32) {
            self.handler = handler
            self.pipe = pipe
        }
    }
}
