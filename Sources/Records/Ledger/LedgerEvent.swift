public import Hosts

/// What a finished step did, for the history and the cost report.
public struct LedgerEvent: Hashable, Sendable {
    /// The host's name.
    public var host: String
    /// The host's uid.
    public var uid: String
    /// What was done, such as `create`.
    public var action: String
    /// How it ended, such as `ok` or `refused`.
    public var outcome: String
    /// The host's price per hour from now on; nil if unknown or not changed.
    public var price: Money?
    /// A few words more.
    public var detail: String?

    /// Makes an event.
    public init(
        host: String, uid: String, action: String, outcome: String, price: Money? = nil, detail: String? = nil
    ) {
        self.host = host
        self.uid = uid
        self.action = action
        self.outcome = outcome
        self.price = price
        self.detail = detail
    }
}
