/// An optional value behind one reference, for large values in records that are copied and kept by the hundred thousand:
/// a copy costs one retain instead of one a field, and a dictionary of them stays small.
@propertyWrapper
public struct BoxedOptional<Value: Hashable & Sendable>: Hashable, Sendable {
    private final class Box: Sendable {
        let value: Value
        init(_ value: Value) { self.value = value }
    }

    private var box: Box?

    /// The value; setting it makes a new box.
    public var wrappedValue: Value? {
        get { box?.value }
        set { box = newValue.map { Box($0) } }
    }

    /// Whether there is a value; costs no copy of it.
    public var isPresent: Bool { box != nil }

    /// Boxes a value.
    public init(wrappedValue: Value?) { box = wrappedValue.map { Box($0) } }

    /// Equal values are equal, whatever boxes they are in.
    public static func == (left: Self, right: Self) -> Bool {
        left.box === right.box || left.wrappedValue == right.wrappedValue
    }

    /// Hashes the value.
    public func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}
