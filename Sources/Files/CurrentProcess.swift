import Glibc

/// What the running process knows of itself and of its machine.
public enum CurrentProcess {
    /// The process id.
    public static var id: Int { Int(getpid()) }

    /// Ends this process at once, as `kill -9` does: nothing is flushed, nothing is cleaned up.
    public static func killSelf() { _ = kill(getpid(), SIGKILL) }

    /// A variable of the environment; nil if it is not set.
    public static func environment(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// Makes a folder the working folder.
    public static func changeFolder(_ path: String) throws(FileError) {
        guard unsafe chdir(path) == 0 else { throw .last("change to", path) }
    }

    /// Ends this process now with an exit code, without waiting for tasks.
    public static func exit(_ code: Int32) -> Never { _exit(code) }

    /// Makes writing to a closed pipe an error of the write instead of the death of the process.
    public static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

    /// Seconds since 1970-01-01T00:00:00Z by the wall clock, which may jump.
    public static var wallSeconds: Int {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 else { return 0 }
        return time.tv_sec
    }

    /// `user@machine`; parts that cannot be found out are `?`.
    public static var userAtMachine: String {
        let user = environment("USER") ?? environment("LOGNAME") ?? (getuid() == 0 ? "root" : "uid\(getuid())")
        var name = [CChar](repeating: 0, count: 256)
        let found = unsafe gethostname(&name, name.count - 1) == 0
        let machine =
            found ? String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : "?"
        return "\(user)@\(machine)"
    }

    /// The kernel's id of this boot; nil where there is none. Two processes of one boot share it.
    public static var bootID: String? {
        guard let bytes = try? FileSystem.readStream("/proc/sys/kernel/random/boot_id", limit: 64) else { return nil }
        let text = String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
        return text.isEmpty ? nil : text
    }
}
