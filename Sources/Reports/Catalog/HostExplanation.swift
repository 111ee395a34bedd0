public import Catalog
public import Diagnostics
public import Hosts
public import JSON
public import Planning

/// Why a host gets the machine type it gets: what `berth explain HOST` tells.
public struct HostExplanation: Sendable {
    /// One value the spec asks for.
    public struct Asked: Hashable, Sendable {
        /// The spec key.
        public var key: String
        /// Its value, as a spec file writes it.
        public var value: JSONValue
        /// Where it was written; nil for a built-in default.
        public var origin: SourceSpan?

        /// Makes it.
        public init(key: String, value: JSONValue, origin: SourceSpan?) {
            self.key = key
            self.value = value
            self.origin = origin
        }
    }

    /// One place of the host's ladder and what it would get there.
    public struct Rung: Sendable {
        /// The cloud.
        public var provider: ProviderID
        /// What it would get, or why it would get nothing.
        public var result: Result<HostChoice, Sizing.NoOffering>
        /// Whether this is the place that was explained.
        public var isExplained: Bool

        /// Makes it.
        public init(provider: ProviderID, result: Result<HostChoice, Sizing.NoOffering>, isExplained: Bool) {
            self.provider = provider
            self.result = result
            self.isExplained = isExplained
        }
    }

    /// The host.
    public var host: String
    /// Its fleet.
    public var fleet: String
    /// Where the spec declares it.
    public var source: SourceSpan?
    /// What the spec asks for, in the order of the key table.
    public var asked: [Asked] = []
    /// What the catalogs looked at are.
    public var catalogs: [CatalogOrigin] = []
    /// What was looked at, in order.
    public var candidates: [Sizing.Candidate] = []
    /// What the price of the choice consists of.
    public var parts: [Sizing.PricePart] = []
    /// Whether the cloud can stop the host; if it cannot, there is no price of a stopped one.
    public var stops = true
    /// The places of the ladder, the host's own first.
    public var rungs: [Rung] = []

    /// Makes an explanation with nothing in it yet.
    public init(host: String, fleet: String, source: SourceSpan?) {
        self.host = host
        self.fleet = fleet
        self.source = source
    }

    /// The place that was explained.
    var explained: Rung? { rungs.first(where: \.isExplained) }
}

/// Where a catalog comes from and how old it is.
public struct CatalogOrigin: Hashable, Sendable {
    /// The cloud.
    public var provider: ProviderID
    /// `locked`, `shipped` or `built_in`.
    public var origin: String
    /// The day it was collected; nil for one that is part of the program.
    public var date: CalendarDate?
    /// Days since then.
    public var age: Int?
    /// All of it for people, such as `aws shipped 2026-05-01 (206 days old)`.
    public var text: String

    /// Makes it.
    public init(provider: ProviderID, origin: String, date: CalendarDate?, age: Int?, text: String) {
        self.provider = provider
        self.origin = origin
        self.date = date
        self.age = age
        self.text = text
    }

    /// `{"provider", "origin", "date", "age_days"}`.
    public var json: JSONValue {
        .object([
            "provider": .string(provider.rawValue), "origin": .string(origin), "date": .optional(date?.description),
            "age_days": age.map { .int($0) } ?? .null,
        ])
    }
}
