import CLibYAML
import Diagnostics

/// One event of libyaml; what libyaml allocated for it is freed exactly once, when the event goes.
///
/// This file and `YAMLParser` are the only ones of the room that touch memory by pointer.
@safe
struct YAMLEvent: ~Copyable {
    /// What happened.
    enum Kind {
        case scalar, alias, sequenceStart, sequenceEnd, mappingStart, mappingEnd, documentStart, streamEnd, other
    }

    private var raw: yaml_event_t

    init(taking raw: yaml_event_t) { unsafe self.raw = raw }

    deinit {
        var last = unsafe raw
        unsafe yaml_event_delete(&last)
    }

    var kind: Kind {
        switch unsafe raw.type {
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

    /// Line of the first character, from 0.
    var line: Int { unsafe raw.start_mark.line }
    /// Column of the first character, from 0, in code points.
    var column: Int { unsafe raw.start_mark.column }
    /// The first character as a position.
    var position: SourcePosition { SourcePosition(line: line + 1, column: column + 1) }

    /// Code points from start to end on the first line; 1 if the event ends on a later line.
    var width: Int { unsafe raw.end_mark.line == raw.start_mark.line ? raw.end_mark.column &- raw.start_mark.column : 1 }

    /// Whether a scalar is plain: only then does its text decide its type.
    var isPlain: Bool { unsafe raw.data.scalar.style == YAML_PLAIN_SCALAR_STYLE }

    /// Bytes in a scalar's text.
    var length: Int { unsafe raw.data.scalar.length }

    /// Appends a scalar's text.
    func appendText(to text: inout [UInt8]) {
        unsafe text.append(contentsOf: UnsafeBufferPointer(start: raw.data.scalar.value, count: raw.data.scalar.length))
    }

    /// The anchor of a node, or the name an alias refers to; nil for none. Only for those kinds.
    var anchor: String? {
        switch kind {
        case .scalar: unsafe Self.string(raw.data.scalar.anchor)
        case .alias: unsafe Self.string(raw.data.alias.anchor)
        case .sequenceStart: unsafe Self.string(raw.data.sequence_start.anchor)
        case .mappingStart: unsafe Self.string(raw.data.mapping_start.anchor)
        default: nil
        }
    }

    /// The tag written before a node; nil for none.
    var tag: String? {
        switch kind {
        case .scalar: unsafe Self.string(raw.data.scalar.tag)
        case .sequenceStart: unsafe Self.string(raw.data.sequence_start.tag)
        case .mappingStart: unsafe Self.string(raw.data.mapping_start.tag)
        default: nil
        }
    }

    /// Whether a node carries an anchor or a tag, which few do.
    var isDecorated: Bool {
        switch kind {
        case .scalar: unsafe raw.data.scalar.anchor != nil || raw.data.scalar.tag != nil
        case .sequenceStart: unsafe raw.data.sequence_start.anchor != nil || raw.data.sequence_start.tag != nil
        case .mappingStart: unsafe raw.data.mapping_start.anchor != nil || raw.data.mapping_start.tag != nil
        default: false
        }
    }

    private static func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe String(cString: pointer)
    }
}
