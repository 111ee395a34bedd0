import CLibYAML
import Diagnostics

/// One event of libyaml; what libyaml allocated for it is freed exactly once, when the event goes.
///
/// It lies in the parser's one slot, so only `YAMLParser.next` makes one, and lends it out for the length of a call.
/// This file and `YAMLParser` are the only ones of the room that touch memory by pointer.
@safe
struct YAMLEvent: ~Copyable {
    /// What happened.
    enum Kind {
        case scalar, alias, sequenceStart, sequenceEnd, mappingStart, mappingEnd, documentStart, streamEnd, other
    }

    private let raw: UnsafeMutablePointer<yaml_event_t>

    @inline(__always)
    init(in slot: UnsafeMutablePointer<yaml_event_t>) { unsafe raw = slot }

    @inline(__always)
    deinit { unsafe yaml_event_delete(raw) }

    var kind: Kind {
        @inline(__always) get {
            switch unsafe raw.pointee.type {
            case YAML_SCALAR_EVENT: .scalar
            case YAML_ALIAS_EVENT: .alias
            case YAML_SEQUENCE_START_EVENT: .sequenceStart
            case YAML_SEQUENCE_END_EVENT: .sequenceEnd
            case YAML_MAPPING_START_EVENT: .mappingStart
            case YAML_MAPPING_END_EVENT: .mappingEnd
            case YAML_DOCUMENT_START_EVENT: .documentStart
            case YAML_STREAM_END_EVENT: .streamEnd
            default: .other
            }
        }
    }

    /// Code points before the first character; bytes where the text is ASCII.
    var offset: Int { unsafe raw.pointee.start_mark.index }
    /// Line of the first character, from 0.
    var line: Int { unsafe raw.pointee.start_mark.line }
    /// Column of the first character, from 0, in code points.
    var column: Int { unsafe raw.pointee.start_mark.column }
    /// The first character as a position.
    var position: SourcePosition { SourcePosition(line: line + 1, column: column + 1) }

    /// Code points from start to end on the first line; 1 if the event ends on a later line.
    var width: Int {
        unsafe raw.pointee.end_mark.line == raw.pointee.start_mark.line
            ? raw.pointee.end_mark.column &- raw.pointee.start_mark.column : 1
    }

    /// Whether a scalar is plain: only then does its text decide its type.
    var isPlain: Bool { unsafe raw.pointee.data.scalar.style == YAML_PLAIN_SCALAR_STYLE }

    /// Bytes in a scalar's text.
    var length: Int { unsafe raw.pointee.data.scalar.length }

    /// The first eight bytes of a scalar's text as one number, the first byte lowest; zeros where it is shorter.
    var head: UInt64 {
        @inline(__always) get {
            let length = length
            guard length > 0, let start = unsafe UnsafeRawPointer(raw.pointee.data.scalar.value) else { return 0 }
            if length >= 8 { return unsafe UInt64(littleEndian: start.loadUnaligned(as: UInt64.self)) }
            // Shorter texts are put together from loads that overlap and stay inside.
            if length >= 4 {
                let low = unsafe UInt32(littleEndian: start.loadUnaligned(as: UInt32.self))
                let high = unsafe UInt32(
                    littleEndian: start.loadUnaligned(fromByteOffset: length &- 4, as: UInt32.self))
                return UInt64(low) | UInt64(high) &<< UInt64((length &- 4) &* 8)
            }
            let first = unsafe UInt64(start.load(as: UInt8.self))
            let middle = unsafe UInt64(start.load(fromByteOffset: length / 2, as: UInt8.self))
            let last = unsafe UInt64(start.load(fromByteOffset: length &- 1, as: UInt8.self))
            return first | middle &<< UInt64(length / 2 &* 8) | last &<< UInt64((length &- 1) &* 8)
        }
    }

    /// Appends a scalar's text.
    func appendText(to text: inout [UInt8]) {
        unsafe text.append(
            contentsOf: UnsafeBufferPointer(start: raw.pointee.data.scalar.value, count: raw.pointee.data.scalar.length)
        )
    }

    /// The anchor of a node, or the name an alias refers to; nil for none. Only for those kinds.
    var anchor: String? {
        switch kind {
        case .scalar: unsafe Self.string(raw.pointee.data.scalar.anchor)
        case .alias: unsafe Self.string(raw.pointee.data.alias.anchor)
        case .sequenceStart: unsafe Self.string(raw.pointee.data.sequence_start.anchor)
        case .mappingStart: unsafe Self.string(raw.pointee.data.mapping_start.anchor)
        default: nil
        }
    }

    /// The tag written before a node; nil for none.
    var tag: String? {
        switch kind {
        case .scalar: unsafe Self.string(raw.pointee.data.scalar.tag)
        case .sequenceStart: unsafe Self.string(raw.pointee.data.sequence_start.tag)
        case .mappingStart: unsafe Self.string(raw.pointee.data.mapping_start.tag)
        default: nil
        }
    }

    /// Whether a scalar carries an anchor or a tag, which few do.
    var isDecoratedScalar: Bool {
        @inline(__always) get {
            unsafe raw.pointee.data.scalar.anchor != nil || raw.pointee.data.scalar.tag != nil
        }
    }

    private static func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe String(cString: pointer)
    }
}
