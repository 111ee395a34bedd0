import Glibc

/// Standard output and standard error, written whole and without buffering.
public enum StandardStream: Int32, Sendable {
    /// The answer, in the format asked for.
    case output = 1
    /// Everything else.
    case error = 2

    /// Writes all bytes. A closed reader is no error of ours: the rest is dropped and `false` comes back, so that a
    /// closed terminal never aborts a run that is creating hosts.
    @discardableResult
    public func write(_ bytes: [UInt8]) -> Bool {
        var done = 0
        while done < bytes.count {
            let put = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(rawValue, buffer.baseAddress?.advanced(by: done), buffer.count - done)
            }
            if put < 0, errno == EINTR || errno == EAGAIN { continue }
            guard put > 0 else { return false }
            done += put
        }
        return true
    }

    /// Whether a terminal is on the other end.
    public var isTerminal: Bool { isatty(rawValue) == 1 }

    /// Columns and rows of the terminal; nil if there is none.
    public var terminalSize: (columns: Int, rows: Int)? {
        var size = winsize()
        guard unsafe ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}

/// The controlling terminal, for questions that must reach a person even when the streams are redirected.
public enum Terminal {
    /// Whether a person can be asked: standard input is a terminal, or there is a controlling one beside a redirected
    /// input. Without a terminal on any stream nobody is there.
    public static var canAsk: Bool {
        guard isatty(0) == 1 || isatty(2) == 1 else { return false }
        let descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }

    /// Writes a question to the terminal and reads one line; nil if there is no terminal or the line was cut off.
    public static func ask(_ question: String) -> String? {
        let descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let bytes = Array(question.utf8)
        guard unsafe bytes.withUnsafeBytes({ unsafe write(descriptor, $0.baseAddress, $0.count) }) == bytes.count else {
            return nil
        }
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < 4096 {
            let got = unsafe read(descriptor, &byte, 1)
            if got < 0, errno == EINTR { continue }
            guard got == 1 else { return nil }
            if byte == 0x0A { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return nil
    }
}
