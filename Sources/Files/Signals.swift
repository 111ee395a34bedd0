import Glibc

/// Signals of the user and the system, told on a thread of their own.
public enum Signals {
    /// Ctrl-C.
    public static let interrupt = SIGINT
    /// A polite request to end.
    public static let terminate = SIGTERM
    /// The terminal was closed.
    public static let hangUp = SIGHUP

    /// Watches the three signals from now on; they end the process no more. To be called before other threads begin,
    /// which then inherit that the signals are not for them.
    /// - Parameter handler: told each signal's number, on a thread of its own.
    public static func watch(_ handler: @escaping @Sendable (Int32) -> Void) {
        var set = watched()
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        let box = unsafe Unmanaged.passRetained(Box(handler)).toOpaque()
        var thread = pthread_t()
        let made = unsafe pthread_create(
            &thread, nil,
            { raw in
                guard let raw = unsafe raw else { return nil }
                Signals.wait(unsafe Unmanaged<Box>.fromOpaque(raw).takeRetainedValue())
                return nil
            }, box)
        if made == 0 { pthread_detach(thread) }
    }

    private static func watched() -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in [SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&set, number) }
        return set
    }

    private static func wait(_ box: Box) {
        var set = watched()
        var number: Int32 = 0
        while unsafe sigwait(&set, &number) == 0 { box.handler(number) }
    }

    private final class Box: Sendable {
        let handler: @Sendable (Int32) -> Void
        init(_ handler: @escaping @Sendable (Int32) -> Void) { self.handler = handler }
    }
}
