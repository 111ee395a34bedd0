public import JSON

/// A generic request for GPUs.
public struct GPURequest: Hashable, Sendable {
    /// Canonical lower-case name, such as `h100` or `l4`.
    public var type: String
    /// How many, at least 1.
    public var count: Int

    /// Makes a request.
    public init(type: String, count: Int) {
        self.type = type
        self.count = count
    }
}

/// One rung of a host's placement ladder: what it overrides when the rungs before it had no stock.
public struct PlacementRung: Hashable, Sendable {
    /// Overrides of the keys of the same name; nil keeps the host's own.
    public var provider: ProviderID?
    /// Region to try.
    public var region: String?
    /// Zone to try.
    public var zone: String?
    /// Machine type to try.
    public var machineType: String?
    /// Pricing model to try.
    public var pricing: PricingModel?

    /// Makes a rung.
    public init(
        provider: ProviderID? = nil, region: String? = nil, zone: String? = nil, machineType: String? = nil,
        pricing: PricingModel? = nil
    ) {
        self.provider = provider
        self.region = region
        self.zone = zone
        self.machineType = machineType
        self.pricing = pricing
    }
}

/// A port opened to some sources.
public struct PortRule: Hashable, Sendable {
    /// `tcp` or `udp`.
    public var transport: String
    /// First port.
    public var from: Int
    /// Last port, equal to `from` for one port.
    public var to: Int
    /// Source range in CIDR form.
    public var source: String

    /// Makes a rule.
    public init(transport: String = "tcp", from: Int, to: Int, source: String = "0.0.0.0/0") {
        self.transport = transport
        self.from = from
        self.to = to
        self.source = source
    }

    /// `tcp/22`, `udp/6000-6100 from 10.0.0.0/8`.
    public var text: String {
        let ports = from == to ? "\(from)" : "\(from)-\(to)"
        return "\(transport)/\(ports)" + (source == "0.0.0.0/0" ? "" : " from \(source)")
    }
}

/// How the host is reached.
public struct NetworkSpec: Hashable, Sendable {
    /// Whether it gets a public address; default true.
    public var publicIP = true
    /// Subnet by the cloud's name or id; nil for the account's default.
    public var subnet: String?
    /// Ports opened; empty means the cloud's default.
    public var openPorts: [PortRule] = []

    /// The defaults.
    public init() {}
}

/// Who may log in.
public struct SSHSpec: Hashable, Sendable {
    /// Login user; nil for the image's own.
    public var user: String?
    /// Public keys, in OpenSSH form, `file:` references already read.
    public var publicKeys: [String] = []

    /// The defaults.
    public init() {}
}

/// What the generated start-up script shall set up.
public struct BootstrapSpec: Hashable, Sendable {
    /// Install podman.
    public var podman = false
    /// Make and mount a btrfs file system on the data disk.
    public var btrfs = false
    /// Address of an archive to unpack, with its SHA-256 in hexadecimal.
    public var bundleURL: String?
    /// Digest the archive must have.
    public var bundleSHA256: String?
    /// Debian packages to install.
    public var packages: [String] = []
    /// Commands to run last, in order.
    public var run: [String] = []

    /// The defaults: nothing.
    public init() {}
}

/// An absolute calendar date.
public struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Year, month and day of the Gregorian calendar, UTC.
    public var year: Int
    /// Month, 1 to 12.
    public var month: Int
    /// Day of the month.
    public var day: Int

    /// Reads `YYYY-MM-DD`; nil unless it names a day that exists.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == 0x2D || $0 &- 0x30 < 10 }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Calendar order.
    public static func < (left: Self, right: Self) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// `YYYY-MM-DD`.
    public var description: String {
        func pad(_ number: Int, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))"
    }

    /// Days from another day to this one; negative if the other is later.
    public func days(since other: Self) -> Int { ordinal - other.ordinal }

    /// Days since 1 March of the year 0, by which leap days fall at the end of a year.
    private var ordinal: Int {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = (month + 9) % 12
        let leapDays = marchYear >= 0 ? marchYear / 4 - marchYear / 100 + marchYear / 400 : -1
        return marchYear * 365 + leapDays + (marchMonth * 153 + 2) / 5 + day - 1
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// Provider settings and host options: the provider's own keys, checked by its adapter.
public typealias OptionMap = [String: JSONValue]
