import Hosts

extension SpecDecoder {
    /// How the host is reached.
    mutating func network(_ pair: Pair, into network: inout NetworkSpec) {
        guard isMap(pair, "a map") else { return }
        let map = pair.value
        var walk = MapWalk(map, in: arena)
        var seen = KeySet()
        while let pair = walk.next(in: arena) {
            let isNull = arena.isNull(pair.value)
            switch key(pair, NetworkKey.table, &seen, in: map) {
            case .publicIP: network.publicIP = isNull ? true : bool(pair) ?? network.publicIP
            case .subnet: network.subnet = isNull ? nil : text(pair, .word) ?? network.subnet
            case .openPorts: network.openPorts = isNull ? [] : openPorts(pair)
            case nil: break
            }
        }
    }

    private mutating func openPorts(_ pair: Pair) -> [PortRule] {
        var rules: [PortRule] = []
        let one = arena.isScalar(pair.value) ? Int(arena.string(pair.value)) : nil
        let fix = one.flatMap { Limits.port.contains($0) ? "[\($0)]" : nil }
        var items = list(pair, "a list of ports", fix: fix)
        while let item = items.next(in: arena) {
            let port = Pair(key: pair.key, value: item)
            if arena.kind(item) == .mapping {
                if let rule = portMap(item) { rules.append(rule) }
            } else if let range = ports(port) {
                rules.append(PortRule(from: range.lowerBound, to: range.upperBound))
            }
        }
        return rules
    }

    private mutating func portMap(_ map: NodeID) -> PortRule? {
        var walk = MapWalk(map, in: arena)
        var seen = KeySet()
        var range: ClosedRange<Int>?
        var transport = PortProtocol.tcp
        var source = "0.0.0.0/0"
        var named = false
        while let pair = walk.next(in: arena) {
            switch key(pair, PortKey.table, &seen, in: map) {
            case .port:
                named = true
                range = ports(pair)
            case .transport: transport = choice(pair, PortProtocol.table) ?? .tcp
            case .from: source = sourceRange(pair) ?? source
            case nil: break
            }
        }
        if !named { report(.valueMissing, "an open port without `port`", at: map, label: "add `port: 22`") }
        return range.map {
            PortRule(transport: transport.rawValue, from: $0.lowerBound, to: $0.upperBound, source: source)
        }
    }

    /// `22` or `"6000-6100"`.
    private mutating func ports(_ pair: Pair) -> ClosedRange<Int>? {
        if arena.kind(pair.value) == .plain, arena.type(pair.value) == .integer {
            return integer(pair, Limits.port).map { $0...$0 }
        }
        let text = arena.isScalar(pair.value) ? arena.string(pair.value) : ""
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Self.port($0) }
        if ends.count == 2, let from = ends[0], let to = ends[1], from <= to { return from...to }
        if ends.count == 1, let port = ends[0] { return port...port }
        report(
            .valueForm, "a port must be a number from 1 to 65535, or a range such as `6000-6100`",
            at: arena.isScalar(pair.value) ? pair.value : pair.key)
        return nil
    }

    private static func port(_ text: Substring) -> Int? {
        guard text.utf8.allSatisfy({ $0 &- 0x30 < 10 }), let port = Int(text), Limits.port.contains(port) else {
            return nil
        }
        return port
    }

    private mutating func sourceRange(_ pair: Pair) -> String? {
        guard let text = text(pair, .word) else { return nil }
        if Self.isSourceRange(text) { return text }
        report(.valueForm, "`from` must be an address range such as `10.0.0.0/8` or `2001:db8::/32`", at: pair.value)
        return nil
    }

    /// Whether a text is an IPv4 or IPv6 range in CIDR form.
    static func isSourceRange(_ text: String) -> Bool {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let bits = number(halves[1]) else { return false }
        if halves[0].utf8.contains(0x3A) { return bits <= 128 && isIPv6(halves[0]) }
        let parts = halves[0].split(separator: ".", omittingEmptySubsequences: false).map { number($0) }
        return bits <= 32 && parts.count == 4 && parts.allSatisfy { $0.map { $0 < 256 } ?? false }
    }

    private static func isIPv6(_ text: Substring) -> Bool {
        let groups = text.split(separator: ":", omittingEmptySubsequences: false)
        let empty = groups.indices.filter { groups[$0].isEmpty }
        guard groups.allSatisfy({ $0.utf8.count <= 4 && $0.allSatisfy(\.isHexDigit) && $0.utf8.count == $0.count })
        else { return false }
        // `::` stands once; at an end it leaves two empty groups.
        switch empty.count {
        case 0: return groups.count == 8
        case 1: return groups.count <= 8 && empty[0] > 0 && empty[0] < groups.count - 1
        case 2: return groups.count <= 9 && (empty == [0, 1] || empty == [groups.count - 2, groups.count - 1])
        case 3: return groups.count == 3
        default: return false
        }
    }

    private static func number(_ text: Substring) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ $0 &- 0x30 < 10 }),
            text.utf8.count == 1 || text.utf8.first != 0x30
        else { return nil }
        return Int(text)
    }
}
