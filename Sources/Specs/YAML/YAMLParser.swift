import CLibYAML
import Diagnostics

/// A libyaml parser over a copy of a text, UTF-8 only.
///
/// Parser and text live on the heap: libyaml keeps pointers to both between calls.
@safe
struct YAMLParser: ~Copyable {
    private let raw: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let slot: UnsafeMutablePointer<yaml_event_t>

    /// A parser at the start of a text; nil if memory is short.
    init?(_ text: SourceText) {
        unsafe raw = .allocate(capacity: 1)
        unsafe input = .allocate(capacity: max(1, text.bytes.count))
        unsafe slot = .allocate(capacity: 1)
        unsafe slot.initialize(to: yaml_event_t())
        _ = unsafe input.initialize(fromContentsOf: text.bytes)
        guard unsafe yaml_parser_initialize(raw) == 1 else { return nil }
        unsafe yaml_parser_set_input_string(raw, input.baseAddress, text.bytes.count)
        // Without this libyaml guesses UTF-16 from the first bytes.
        unsafe yaml_parser_set_encoding(raw, YAML_UTF8_ENCODING)
    }

    deinit {
        unsafe yaml_parser_delete(raw)
        unsafe raw.deallocate()
        unsafe input.deallocate()
        unsafe slot.deallocate()
    }

    /// Hands the next event to a body, which can look at it but not keep it: libyaml's memory for it is freed right
    /// after. After `streamEnd` libyaml gives events of no kind for ever.
    @inline(__always)
    mutating func next<Result>(
        _ body: (borrowing YAMLEvent) throws(YAMLFault) -> Result
    ) throws(YAMLFault) -> Result {
        guard unsafe yaml_parser_parse(raw, slot) == 1 else { throw fault() }
        let event = unsafe YAMLEvent(in: slot)
        return try body(event)
    }

    private func fault() -> YAMLFault {
        let problem = unsafe raw.pointee.problem.map { unsafe String(cString: $0) } ?? "text that cannot be parsed"
        if unsafe raw.pointee.error == YAML_READER_ERROR {
            // Reader errors have no marks, only a byte offset.
            let offset = unsafe raw.pointee.problem_offset
            let lines = unsafe SourceText(Array(input)).lines()
            return YAMLFault(
                rule: .yamlEncoding, message: "\(problem): a spec file is UTF-8 text",
                position: lines.position(ofByte: offset))
        }
        if unsafe raw.pointee.error == YAML_MEMORY_ERROR {
            return YAMLFault(
                rule: .yamlSize, message: "out of memory while parsing", position: SourcePosition(line: 1, column: 1))
        }
        var fault = unsafe YAMLFault(
            rule: .yamlSyntax, message: problem, position: Self.position(raw.pointee.problem_mark))
        if let context = unsafe raw.pointee.context {
            fault.context = unsafe (String(cString: context), Self.position(raw.pointee.context_mark))
        }
        return fault
    }

    private static func position(_ mark: yaml_mark_t) -> SourcePosition {
        SourcePosition(line: mark.line + 1, column: mark.column + 1)
    }
}
