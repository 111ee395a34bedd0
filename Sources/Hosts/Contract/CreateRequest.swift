/// A create call as it will be sent, journalled before it is sent, and sent again unchanged when its answer was lost.
///
/// Holds no secret: the start-up script travels beside it and only its digest is in `configuration`.
public struct CreateRequest: Hashable, Sendable {
    /// Idempotency token; the same host, generation and attempt always give the same one.
    public var token: String
    /// Who it will be.
    public var mark: HostMark
    /// What it will be.
    public var configuration: HostConfiguration
    /// An existing data disk to attach instead of making one.
    public var existingDataDiskID: String?
    /// Whether it shall be running when the call is done.
    public var startRunning: Bool

    /// Makes a request.
    public init(
        token: String, mark: HostMark, configuration: HostConfiguration, existingDataDiskID: String? = nil,
        startRunning: Bool = true
    ) {
        self.token = token
        self.mark = mark
        self.configuration = configuration
        self.existingDataDiskID = existingDataDiskID
        self.startRunning = startRunning
    }
}
