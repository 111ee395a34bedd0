import Hosts
import JSON

/// Reads the object of a catalog file, list by list. Keys are sorted in a file, so that the lists which others refer to
/// (`gpu_types`, `regions`) need not come first: they are read first wherever they stand.
struct CatalogReader {
    var notes: CatalogNotes
    var table: CatalogTable
    /// The cloud it must be of.
    let provider: ProviderID?
    /// Index of a region in the table.
    var regionIndex: [String: Int] = [:]
    /// GPU types of the table.
    var gpuNames: Set<String> = []
    /// Lists of zones met so far, by region and by which of its zones are in the list: most machine types of a region
    /// are in the same few combinations.
    var zoneLists: [String: [UInt64: [String]]] = [:]
    /// The region of each zone.
    var regionOfZone: [String: String] = [:]

    init(path: String, provider: ProviderID?) {
        notes = CatalogNotes(path: path)
        self.provider = provider
        table = CatalogTable(provider: provider ?? .local)
    }

    mutating func read(_ root: JSONNode) {
        guard root.kind == .object else { return notes.note("a catalog is an object", at: root) }
        guard let version = root["format_version"] else { return notes.note("`format_version` is missing", at: root) }
        guard version.int == CatalogFile.formatVersion else {
            return notes.note(
                CatalogNotes.otherVersion(version, reads: CatalogFile.formatVersion), at: version)
        }
        readHead(root)
        rows(root, "regions") { $0.region($1) }
        rows(root, "gpu_types") { $0.gpu($1) }
        rows(root, "disk_types") { $0.disk($1) }
        rows(root, "images") { $0.image($1) }
        table.machineTypes.reserveCapacity(1024)
        rows(root, "machine_types") { $0.machine($1) }
        notes.list = nil
    }

    private mutating func readHead(_ root: JSONNode) {
        var seen: Set<String> = []
        root.forEachMember { key, value in
            seen.insert(key)
            switch key {
            case "currency": readCurrency(value)
            case "date": table.date = date(value, key)
            case "provider": readProvider(value)
            case "sources": readSources(value)
            case "disk_types", "format_version", "gpu_types", "images", "machine_types", "regions": break
            default: notes.unknown(key, value)
            }
        }
        for member in ["currency", "date", "machine_types", "provider", "sources"] where !seen.contains(member) {
            notes.note("`\(member)` is missing", at: root)
        }
    }

    private mutating func readCurrency(_ node: JSONNode) {
        guard let code = node.string, let unit = Money("0 \(code)") else {
            return notes.note("`currency` must be three capital letters", at: node)
        }
        table.currency = unit.currency
    }

    private mutating func readProvider(_ node: JSONNode) {
        guard let id = notes.word(node, "provider", ProviderID.self) else { return }
        if let provider, provider != id {
            return notes.note("it is the catalog of \(id.rawValue), not of \(provider.rawValue)", at: node)
        }
        table.provider = id
    }

    private mutating func date(_ node: JSONNode, _ member: String) -> CalendarDate? {
        guard let date = node.string.flatMap({ CalendarDate($0) }) else {
            return notes.missing("`\(member)` must be a day as YYYY-MM-DD", node)
        }
        return date
    }

    private mutating func readSources(_ node: JSONNode) {
        notes.list = "sources"
        defer { (notes.list, notes.row) = (nil, nil) }
        guard node.kind == .array else { return notes.note("must be a list", at: node) }
        for (index, element) in node.elements.enumerated() {
            notes.row = index
            var day: CalendarDate?
            var kinds: [String]?
            var text: String?
            element.forEachMember { key, value in
                switch key {
                case "date": day = date(value, key)
                case "kinds": kinds = notes.names(value, key)
                case "text": text = notes.string(value, key)
                default: notes.unknown(key, value)
                }
            }
            guard let day, let kinds, let text else {
                notes.note("a source has `date`, `kinds` and `text`", at: element)
                continue
            }
            table.sources.append(.init(date: day, kinds: kinds, text: text))
        }
        if table.sources.isEmpty { notes.note("a catalog names at least one source", at: node) }
    }

    /// Calls `body` for each row of a list, and checks that names are there, sorted and different.
    private mutating func rows(
        _ root: JSONNode, _ list: String, _ body: (inout CatalogReader, JSONNode) -> Void
    ) {
        guard let node = root[list] else { return }
        notes.list = list
        (notes.row, notes.name) = (nil, nil)
        guard node.kind == .array else { return notes.note("must be a list", at: node) }
        var last: String?
        for (index, element) in node.elements.enumerated() {
            guard !notes.isFull else { return }
            (notes.row, notes.name) = (index, nil)
            guard element.kind == .object else {
                notes.note("a row is an object", at: element)
                continue
            }
            guard let name = element["name"] else {
                notes.note("`name` is missing", at: element)
                continue
            }
            guard let text = notes.string(name, "name") else { continue }
            notes.name = text
            if let last, !CatalogEntry.precedes(last, text) {
                notes.note(
                    last == text ? "the row stands twice" : "not sorted: it stands behind `\(last)`", at: element)
            }
            last = text
            body(&self, element)
        }
    }

    /// A price, which is never zero.
    mutating func price(_ node: JSONNode, _ what: @autoclosure () -> String) -> Money? {
        guard node.kind == .string, let nanos = Self.nanos(node.rawBytes) else {
            return notes.missing("\(what()) must be a decimal in quotes, such as \"0.204\"", node)
        }
        guard nanos > 0 else { return notes.missing("\(what()) is 0; leave out a price that is not known", node) }
        return Money(nanos: nanos, currency: table.currency)
    }

    /// Thousand-millionths of a plain decimal with at most nine digits on either side of the point. A large catalog has
    /// tens of thousands of prices, so they are read from the bytes.
    private static func nanos(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        var whole = 0
        var fraction: Int?
        for byte in digits {
            if byte == 0x2E {
                guard fraction == nil, whole > 0 else { return nil }
                fraction = 0
                continue
            }
            guard byte &- 0x30 < 10 else { return nil }
            if let places = fraction { fraction = places + 1 } else { whole += 1 }
            guard whole <= 9, fraction ?? 0 <= 9 else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        guard whole > 0, fraction != 0 else { return nil }
        for _ in (fraction ?? 0)..<9 { value *= 10 }
        return value
    }

    /// A list of regions of this catalog.
    mutating func regionList(_ node: JSONNode, _ member: String) -> [String]? {
        guard let names = notes.names(node, member) else { return nil }
        for name in names where regionIndex[name] == nil { notes.note("there is no region `\(name)`", at: node) }
        return names
    }
}
