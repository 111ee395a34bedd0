import Hosts
import JSON

/// Reading what `LocalWire` wrote; whatever is damaged is told by its place.
extension LocalWire {
    private static let numbers = 1...Int(Int32.max)
    private static let amounts = 0...1_000_000_000

    /// Reads a snapshot into a state.
    static func readSnapshot(_ bytes: [UInt8]) throws(JSONFault) -> LocalState {
        let root = try JSONDocument(parsing: bytes).root
        try requireVersion(root)
        var state = LocalState()
        state.reserve(hosts: root["hosts"]?.elements.count ?? 0)
        state.epoch = try root.required(root["epoch"], "epoch").expectInt(0...Int(Int32.max))
        var texts = SharedTexts()
        try read(root, &texts) { state.apply($0) }
        return state
    }

    /// The epoch in the first line of a change log.
    static func readHeader(_ line: [UInt8]) throws(JSONFault) -> Int {
        let root = try JSONDocument(parsing: line).root
        try requireVersion(root)
        return try root.required(root["epoch"], "epoch").expectInt(0...Int(Int32.max))
    }

    /// Applies whole lines of a change log. They are read as one array: no line can hold a bare newline, so every
    /// newline ends a line, and the place of a fault keeps its offset.
    static func replay(_ lines: [UInt8], onto state: inout LocalState) throws(JSONFault) {
        guard lines.count > 1 else { return }
        var array: [UInt8] = [0x5B]
        array.reserveCapacity(lines.count + 1)
        for byte in lines.dropLast() { array.append(byte == 0x0A ? 0x2C : byte) }
        array.append(0x5D)
        var texts = SharedTexts()
        for element in try JSONDocument(parsing: array).root.elements {
            try element.expectObject()
            try read(element, &texts) { state.apply($0) }
        }
    }

    private static func requireVersion(_ root: JSONNode) throws(JSONFault) {
        try root.expectObject()
        let place = try root.required(root["format_version"], "format_version")
        guard place.int == formatVersion else {
            throw place.fault("format version \(place.raw) is not known; this build reads version \(formatVersion)")
        }
    }

    /// Reads the members of a change, handing on each object as a change of its own: a large world is never held twice.
    private static func read(
        _ node: JSONNode, _ texts: inout SharedTexts, _ apply: (LocalChange) -> Void
    ) throws(JSONFault) {
        for (key, value) in node.members {
            switch key {
            case "hosts":
                for element in value.elements { apply(.put(try host(element, &texts))) }
            case "disks":
                for element in value.elements {
                    var change = LocalChange()
                    change.disks = [try disk(element, &texts)]
                    apply(change)
                }
            case "tokens":
                for element in value.elements {
                    var change = LocalChange()
                    change.tokens = [try token(element)]
                    apply(change)
                }
            case "faults":
                for element in value.elements {
                    var change = LocalChange()
                    change.faults = [try fault(element)]
                    apply(change)
                }
            case "dropped_hosts", "dropped_disks":
                var change = LocalChange()
                for element in value.elements {
                    let number = try element.expectInt(numbers)
                    if key == "dropped_hosts" {
                        change.droppedHosts.append(number)
                    } else {
                        change.droppedDisks.append(number)
                    }
                }
                apply(change)
            case "last":
                var change = LocalChange()
                change.lastNumber = try value.expectInt(amounts)
                apply(change)
            default: break
            }
        }
    }

    private static func host(_ node: JSONNode, _ texts: inout SharedTexts) throws(JSONFault) -> LocalHost {
        try node.expectObject()
        var host = LocalHost(
            number: 0, name: "", status: .running, zone: "", machineType: "", image: "", bootDiskGB: 0)
        try node.forEachMember { (key, value) throws(JSONFault) in
            switch key {
            case "boot": host.bootDiskGB = try value.expectInt(amounts)
            case "disk": host.disk = try value.expectInt(numbers)
            case "ephemeral": host.ephemeral = try DataDisk(value)
            case "failure": host.failure = try value.expectString()
            case "hidden_lists": host.hiddenLists = try value.expectInt(amounts)
            case "id": host.number = try value.expectInt(numbers)
            case "image": host.image = texts.shared(try value.expectString())
            case "labels": host.labels = try value.expectStringMap()
            case "losses": host.ephemeralLosses = try value.expectInt(amounts)
            case "mark": host.mark = try mark(value, &texts)
            case "metadata": host.metadata = try value.expectStringMap()
            case "name": host.name = try value.expectString()
            case "private": host.hasAddress = try !value.expectBool()
            case "spot": host.pricing = try value.expectBool() ? .spot : .onDemand
            case "status": host.status = try value.expectCase(of: LocalHost.Status.self)
            case "tags": host.tags = try value.expectStrings()
            case "type": host.machineType = texts.shared(try value.expectString())
            case "zone": host.zone = texts.shared(try value.expectString())
            default: break
            }
        }
        guard host.number > 0 else { throw node.fault("the member `id` is missing") }
        guard !host.zone.isEmpty, !host.machineType.isEmpty else { throw node.fault("`zone` or `type` is missing") }
        if host.name.isEmpty { host.name = host.mark?.cloudName ?? host.id }
        return host
    }
    private static func disk(_ node: JSONNode, _ texts: inout SharedTexts) throws(JSONFault) -> LocalDisk {
        try node.expectObject()
        var disk = LocalDisk(number: 0, mark: nil, sizeGB: 0, type: .balanced, zone: "")
        try node.forEachMember { (key, value) throws(JSONFault) in
            switch key {
            case "gb": disk.sizeGB = try value.expectInt(amounts)
            case "host": disk.attachedTo = try value.expectInt(numbers)
            case "id": disk.number = try value.expectInt(numbers)
            case "mark": disk.mark = try mark(value, &texts)
            case "type": disk.type = try value.expectCase(of: DiskType.self)
            case "zone": disk.zone = texts.shared(try value.expectString())
            default: break
            }
        }
        guard disk.number > 0 else { throw node.fault("the member `id` is missing") }
        return disk
    }

    private static func mark(_ node: JSONNode, _ texts: inout SharedTexts) throws(JSONFault) -> HostMark {
        let parts = node.elements
        guard parts.count == 5 else { throw node.fault("a mark has five parts") }
        return HostMark(
            fleet: texts.shared(try parts[0].expectString()), lineage: texts.shared(try parts[1].expectString()),
            host: try parts[2].expectString(), uid: try parts[3].expectString(),
            generation: try parts[4].expectInt(amounts))
    }

    private static func token(_ node: JSONNode) throws(JSONFault) -> LocalToken {
        try node.expectObject()
        return LocalToken(
            token: try node.required(node["token"], "token").expectString(),
            host: try node.required(node["host"], "host").expectInt(numbers),
            request: try node.required(node["request"], "request").expectString())
    }

    private static func fault(_ node: JSONNode) throws(JSONFault) -> FaultCount {
        try node.expectObject()
        return FaultCount(
            rule: try node.required(node["rule"], "rule").expectString(),
            met: try node.required(node["met"], "met").expectInt(amounts),
            struck: try node.required(node["struck"], "struck").expectInt(amounts))
    }
}

/// Gives equal texts one storage: ten thousand hosts share one lineage and a few images.
struct SharedTexts {
    private var seen: [String: String] = [:]

    mutating func shared(_ text: String) -> String {
        // Up to 15 bytes a string needs no storage of its own.
        guard text.utf8.count > 15 else { return text }
        if let known = seen[text] { return known }
        seen[text] = text
        return text
    }
}
