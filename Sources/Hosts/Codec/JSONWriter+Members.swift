import JSON

extension JSONWriter {
    /// Writes a member that is an object of strings, keys sorted.
    mutating func member(_ name: String, map: [String: String]) {
        key(name)
        beginObject()
        for (name, text) in map.sorted(by: { Self.keyOrder($0.key, $1.key) }) { member(name, text) }
        endObject()
    }

    /// Writes a member that is an array of strings, in the given order.
    mutating func member(_ name: String, list: [String]) {
        key(name)
        beginArray()
        for text in list { string(text) }
        endArray()
    }
}
