/// Readers that either give the typed value or a fault at its place.
extension JSONNode {
    /// The kind as a person says it.
    private var spokenKind: String {
        switch kind {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// Refuses anything but an object.
    public func expectObject() throws(JSONFault) {
        guard kind == .object else { throw fault("expected an object, found \(spokenKind)") }
    }

    /// The text of a string.
    public func expectString() throws(JSONFault) -> String {
        guard let string else { throw fault("expected a string, found \(spokenKind)") }
        return string
    }

    /// A whole number within a range.
    public func expectInt(_ range: ClosedRange<Int>) throws(JSONFault) -> Int {
        guard let int else { throw fault("expected a whole number, found \(kind == .number ? raw : spokenKind)") }
        guard range.contains(int) else {
            throw fault("expected a number from \(range.lowerBound) to \(range.upperBound), found \(int)")
        }
        return int
    }

    /// A Boolean.
    public func expectBool() throws(JSONFault) -> Bool {
        guard let bool else { throw fault("expected true or false, found \(spokenKind)") }
        return bool
    }

    /// A string that names a case of an enumeration.
    public func expectCase<Case: RawRepresentable & CaseIterable>(of type: Case.Type) throws(JSONFault) -> Case
    where Case.RawValue == String {
        let text = try expectString()
        guard let value = Case(rawValue: text) else {
            let known = Case.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            throw fault("`\(text)` is none of \(known)")
        }
        return value
    }

    /// An array of strings.
    public func expectStrings() throws(JSONFault) -> [String] {
        guard kind == .array else { throw fault("expected an array, found \(spokenKind)") }
        var out: [String] = []
        for element in elements { out.append(try element.expectString()) }
        return out
    }

    /// An object whose members are all strings.
    public func expectStringMap() throws(JSONFault) -> [String: String] {
        try expectObject()
        var out: [String: String] = [:]
        try forEachMember { (key, value) throws(JSONFault) in out[key] = try value.expectString() }
        return out
    }

    /// The value read for a member, or a fault at this object if the member was not there.
    public func required<Value>(_ value: Value?, _ name: String) throws(JSONFault) -> Value {
        guard let value else { throw fault("the member `\(name)` is missing") }
        return value
    }
}
