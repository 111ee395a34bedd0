public import Hosts

/// All that a provider is given when it is opened; it reaches for nothing else.
public struct ProviderContext: Sendable {
    /// The cloud's block under `providers:`.
    public var settings: OptionMap
    /// Looks up an environment variable.
    public var environment: @Sendable (String) -> String?
    /// Folder of the state; relative paths in settings start there.
    public var stateFolder: String
    /// What is waited on.
    public var clock: any Clock<Duration>
    /// Where requests are counted.
    public var meter: RequestMeter
    /// Random bits, for jitter and ids.
    public var random: @Sendable () -> UInt64
    /// The way to the clouds that speak HTTP.
    public var transport: any HTTPTransport
    /// Where requests are written down; nil for nowhere.
    public var trace: (any HTTPTrace)?
    /// Told of each wait before a request is sent again.
    public var notice: @Sendable (RetryNotice) -> Void
    /// When reads are sent again, in place of what an adapter thinks right; nil for the adapter's own.
    public var readPolicy: RetryPolicy?
    /// Kills the process, for crash drills; nil where drills may not.
    public var crash: (@Sendable () -> Void)?

    /// Makes a context.
    public init(
        settings: OptionMap = [:], environment: @escaping @Sendable (String) -> String? = { _ in nil },
        stateFolder: String, clock: any Clock<Duration> = .continuous, meter: RequestMeter = .init(),
        random: @escaping @Sendable () -> UInt64 = { .random(in: 0 ... .max) }, crash: (@Sendable () -> Void)? = nil,
        transport: any HTTPTransport = NoTransport(), trace: (any HTTPTrace)? = nil, readPolicy: RetryPolicy? = nil,
        notice: @escaping @Sendable (RetryNotice) -> Void = { _ in }
    ) {
        self.settings = settings
        self.environment = environment
        self.stateFolder = stateFolder
        self.clock = clock
        self.meter = meter
        self.random = random
        self.crash = crash
        self.transport = transport
        self.trace = trace
        self.readPolicy = readPolicy
        self.notice = notice
    }
}
