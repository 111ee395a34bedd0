import Glibc

/// Signals of the user and the system, told on a thread of their own.
public enum Signals {
    /// Ctrl-C.
    public static let interrupt = SIGINT
    /// A polite request to end.
    public static let terminate = SIGTERM
    /// The terminal was closed.
    public static let hangUp = SIGHUP

    /// Watches the three signals from now on; they end the process no more. Those that the process was started to
    /// ignore, as by `nohup`, stay ignored.
    ///
    /// Blocking them and waiting would be simpler, but does not hold: the thread on which an asynchronous `main` is
    /// parked unblocks every signal. So each is caught, and the handler does the one thing it safely can: it writes the
    /// signal's number into a pipe.
    /// - Parameter handler: told each signal's number, on a thread of its own.
    public static func watch(_ handler: @escaping @Sendable (Int32) -> Void) {
        guard bell.isOpen else { return }
        let box = unsafe Unmanaged.passRetained(Box(handler)).toOpaque()
        var thread = pthread_t()
        let made = unsafe pthread_create(
            &thread, nil,
            { raw in
                guard let raw = unsafe raw else { return nil }
                Signals.wait(unsafe Unmanaged<Box>.fromOpaque(raw).takeRetainedValue())
                return nil
            }, box)
        guard made == 0 else { return }
        pthread_detach(thread)
        for number in [SIGINT, SIGTERM, SIGHUP] { catchSignal(number) }
    }

    private static func catchSignal(_ number: Int32) {
        var former = sigaction()
        guard unsafe sigaction(number, nil, &former) == 0 else { return }
        let isIgnored = unsafe unsafeBitCast(former.__sigaction_handler.sa_handler, to: Int.self) == 1
        if isIgnored { return }
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = { number in
            let before = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = unsafe write(bell.writeEnd, &byte, 1)
            errno = before
        }
        action.sa_flags = SA_RESTART
        unsafe sigaction(number, &action, nil)
    }

    private static func wait(_ box: Box) {
        var byte: UInt8 = 0
        while true {
            let got = unsafe read(bell.readEnd, &byte, 1)
            if got == 1 { box.handler(Int32(byte)) } else if got == 0 || errno != EINTR { return }
        }
    }

    private final class Box: Sendable {
        let handler: @Sendable (Int32) -> Void
        init(_ handler: @escaping @Sendable (Int32) -> Void) { self.handler = handler }
    }
}

/// The pipe between the handler and the thread; made before the first signal is caught.
private let bell = Bell()

private struct Bell: Sendable {
    let readEnd: Int32
    let writeEnd: Int32

    var isOpen: Bool { writeEnd >= 0 }

    init() {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else {
            (readEnd, writeEnd) = (-1, -1)
            return
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        readEnd = ends[0]
        writeEnd = ends[1]
    }
}
