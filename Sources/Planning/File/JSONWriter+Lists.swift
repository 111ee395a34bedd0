import JSON

extension JSONWriter {
    /// Writes a member that is an array, one element at a time.
    mutating func member<Element>(
        _ name: String, each elements: some Sequence<Element>, _ write: (inout JSONWriter, Element) -> Void
    ) {
        key(name)
        beginArray()
        for element in elements { write(&self, element) }
        endArray()
    }

    /// Writes a member that is an object of strings, sorted by key.
    mutating func member(_ name: String, map: [String: String]) {
        key(name)
        beginObject()
        for key in map.keys.sorted(by: JSONWriter.keyOrder) {
            self.key(key)
            string(map[key] ?? "")
        }
        endObject()
    }

    /// Writes a member that is an array of strings, in the given order.
    mutating func member(_ name: String, strings: [String]) {
        member(name, each: strings) { $0.string($1) }
    }
}

extension JSONNode {
    /// The elements of an array member, read one by one; a missing member is an empty array.
    func list<Element>(
        _ name: String, _ read: (JSONNode) throws(JSONFault) -> Element
    ) throws(JSONFault) -> [Element] {
        guard let node = self[name] else { return [] }
        guard node.kind == .array else { throw node.fault("expected `\(name)` to be an array") }
        var out: [Element] = []
        for element in node.elements { out.append(try read(element)) }
        return out
    }

    /// A string member that must be there.
    func text(_ name: String) throws(JSONFault) -> String { try member(name).expectString() }

    /// A string member that may be missing.
    func optionalText(_ name: String) throws(JSONFault) -> String? { try self[name]?.expectString() }

    /// A Boolean member; false if missing.
    func flag(_ name: String) throws(JSONFault) -> Bool { try self[name]?.expectBool() ?? false }

    /// A whole-number member from 0 up; 0 if missing.
    func count(_ name: String) throws(JSONFault) -> Int {
        try self[name]?.expectInt(0...1_000_000_000_000) ?? 0
    }

    /// A member that names a case of an enumeration.
    func named<Case: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Case.Type
    ) throws(JSONFault) -> Case where Case.RawValue == String {
        try member(name).expectCase(of: type)
    }

    /// A member that must be there.
    func member(_ name: String) throws(JSONFault) -> JSONNode { try required(self[name], name) }
}
